/// Is this a picture that the kiosk can show? SVG with nothing but path, circle, ellipse, rect,
/// line, polyline, polygon and g: SDL2_image paints nothing, without an error, for the rest and for
/// cut files. Whether paint is seen is checked where pictures are decoded. Pure; any thread.
#pragma once

#include <cstddef>
#include <string_view>

#include "server-sync/foundation/result.h"

namespace stemme {

inline constexpr std::size_t picture_bytes_max = 64U << 10U;

/// Invalid, with `name`, the line, what is wrong and what to do.
Result<void> check_picture(std::string_view svg, std::string_view name);

}  // namespace stemme
