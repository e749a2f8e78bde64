/// An owner as its file says it: languages, time zone, helpline, law and the defaults of its
/// houses. What stands here belongs to the owner and never to code (issue: a Finnish-only owner
/// loads). Values.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "server-sync/protocol/pack.h"

namespace stemme {

using ByLanguage = std::map<std::string, std::string>;

/// Shown to everyone after a care question, from a band up (D11). An empty number: the owner has
/// none.
struct Helpline {
  std::string number;
  Band from_band = Band::TenTwelve;
  ByLanguage label;
};

/// The owner's own reading of the law. What is unchecked is never printed.
struct Law {
  std::string id;
  std::vector<std::string> houses;
  bool checked = false;
  ByLanguage name;
};

/// What a house gets until it says otherwise.
struct HouseDefaults {
  std::string language;
  std::chrono::minutes open_from{};
  std::chrono::minutes open_to{};
  std::vector<int> closed_weeks;
  int parents_week = 3;  ///< the week of the month that *one-week-a-month* means; see shows_in_week
  int staff_code_digits = 6;
  bool sound = true;
};

struct Owner {
  std::string id;
  std::string name;
  std::string zone;
  std::vector<std::string> required_languages;
  std::vector<std::string> offered_languages;  ///< the required ones among them
  std::string default_language;
  Helpline helpline;
  HouseDefaults house;
  std::vector<Law> laws;
};

/// `file` is only for messages. Whether the zone exists is asked of the tz database.
Result<Owner> load_owner(std::string_view toml, const std::string& file);

}  // namespace stemme
