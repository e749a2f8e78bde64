/// What pictures and recorded voices are called, below the folder that ships and below the one a
/// device keeps its own in: `pictures/kubb.svg`, `voices/nb/0123456789abcdef.opus`. A name comes
/// from a programme, so nothing else is one: it must never lead out of its folder. Pure; any
/// thread.
#pragma once

#include <string>
#include <string_view>

namespace stemme {

/// a-z, 0-9, - and _; at most eighty.
bool is_picture_id(std::string_view id);
std::string picture_asset(std::string_view id);
bool is_asset_name(std::string_view name);
/// Of the recordings of a language.
std::string voices_folder(std::string_view language);
/// Empty for what is no asset's name.
std::string_view asset_media_type(std::string_view name);

}  // namespace stemme
