/// A question's key as it stands in JSON: ["unit", "pack", question, mode]. Values.
#pragma once

#include <nlohmann/json.hpp>

#include "server-sync/counting/finding_shelf.h"

namespace stemme {

nlohmann::ordered_json json_of(const QuestionKey& key);
Result<QuestionKey> key_from(const nlohmann::ordered_json& json);

}  // namespace stemme
