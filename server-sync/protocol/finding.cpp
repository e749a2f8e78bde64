#include "server-sync/protocol/finding.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>

#include "server-sync/protocol/json_text.h"
#include "server-sync/protocol/pick_three.h"

namespace stemme {
namespace {

constexpr int words_from = 5;
constexpr int numbers_from = 10;
constexpr int lead_min = 2;
constexpr std::int64_t count_max = 1'000'000;
constexpr std::size_t options_max = 16;

constexpr std::array<std::string_view, 3> word_names{"mostly-good", "mostly-not-good", "divided"};
constexpr std::array<std::string_view, 7> form_names{"word", "favourite", "numbers", "withheld",
                                                     "vote", "thanks",    "ranking"};

/// Options from most to least chosen; equals in their own order.
std::vector<int> by_count(const std::vector<int>& counts) {
  std::vector<int> order(counts.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return counts[static_cast<std::size_t>(a)] > counts[static_cast<std::size_t>(b)];
  });
  return order;
}

int count_at(const std::vector<int>& counts, const std::vector<int>& order, std::size_t place) {
  return place < order.size() ? counts[static_cast<std::size_t>(order[place])] : 0;
}

/// One of three words, by thirds of everybody who answered or skipped.
Finding word_finding(const QuestionShape& shape, const Tally& tally) {
  int positive = 0;
  int negative = 0;
  const int on_scale = shape.options - (shape.not_applicable ? 1 : 0);
  for (int i = 0; i < on_scale; ++i) {
    const int count = tally.options[static_cast<std::size_t>(i)];
    if (i >= shape.positive_from.value_or(shape.options)) positive += count;
    if (i <= shape.negative_through.value_or(-1)) negative += count;
  }
  Finding finding;
  finding.form = Finding::Form::Word;
  if (3 * positive > 2 * tally.n()) finding.word = FindingWord::MostlyGood;
  if (3 * negative > 2 * tally.n()) finding.word = FindingWord::MostlyNotGood;
  return finding;
}

Finding favourite_finding(const Tally& tally) {
  const auto order = by_count(tally.options);
  Finding finding;
  finding.form = Finding::Form::Favourite;
  const int lead = count_at(tally.options, order, 0) - count_at(tally.options, order, 1);
  if (lead >= lead_min) finding.winners = {order[0]};
  return finding;
}

/// Where rounding would give every cell away: all rounded down as far as they go, or all rounded
/// up.
bool rounding_tells(const std::vector<int>& cells) {
  const bool all_down = std::ranges::all_of(cells, [](int c) { return c % 3 == 1; });
  const bool all_up = std::ranges::all_of(cells, [](int c) { return c == 0 || c % 3 == 2; });
  return all_down || all_up;
}

bool one_choice_tells(const Tally& tally) {
  auto cells = tally.options;
  cells.push_back(tally.skips);
  return rounding_tells(cells);
}

Finding number_finding(const QuestionShape& shape, const Tally& tally) {
  Finding finding;
  for (int count : tally.options) finding.numbers.push_back(rounded_to_three(count));
  finding.skips = rounded_to_three(tally.skips);
  finding.about = rounded_to_three(tally.n());
  const bool tells = shape.kind == QuestionKind::PickThree
                         ? picks_tell(finding.numbers, finding.skips, tally.n())
                         : one_choice_tells(tally);
  if (tells) return {};
  finding.form = Finding::Form::Numbers;
  return finding;
}

/// C11. A skip is no vote: what is published hangs on votes cast, so that four skips cannot uncover
/// one.
Finding vote_finding(const Tally& tally) {
  const int cast = tally.n() - tally.skips;
  Finding finding;
  finding.form = cast < words_from ? Finding::Form::Thanks : Finding::Form::Vote;
  if (finding.form == Finding::Form::Thanks) return finding;
  const auto order = by_count(tally.options);
  const auto at = [&](std::size_t place) { return count_at(tally.options, order, place); };
  if (at(0) == at(2)) return finding;  // Three or more equal: no winner is named.
  finding.winners = {order[0]};
  if (at(0) == at(1)) {
    finding.winners = {std::min(order[0], order[1]), std::max(order[0], order[1])};
  } else if (cast >= numbers_from && at(1) - at(2) >= lead_min) {
    finding.runner_up = order[1];
  }
  return finding;
}

/// One child gives several answers, so ten answers are not yet ten people's: a ranking needs ten
/// visits' worth, whatever the answers are. Hangs on n alone, so *cannot tell* tells nothing.
Finding ranking_finding(const QuestionShape& shape, const Tally& tally) {
  Finding finding;
  finding.form = Finding::Form::Ranking;
  const bool is_enough = tally.n() >= numbers_from * shape.pairs_a_visit;
  finding.tiers = is_enough ? rank(shape.pictures, tally.pairs, shape.members * shape.pairs_a_visit)
                            : Tiers{shape.pictures};
  return finding;
}

std::string numbers_json(const std::vector<int>& numbers) {
  std::vector<std::string> items;
  for (int number : numbers) items.push_back(std::to_string(number));
  return json_list(items);
}

Result<std::vector<int>> numbers_in(const JsonValue& value, std::string_view name,
                                    std::int64_t most) {
  const auto* items = TRY(value.items(name, options_max));
  std::vector<int> numbers;
  for (const auto& item : *items) {
    const auto number = TRY(item.as_number(0, most).while_doing(name));
    numbers.push_back(static_cast<int>(number));
  }
  return numbers;
}

std::string tiers_json(const Tiers& tiers) {
  std::vector<std::string> items;
  for (const auto& tier : tiers) items.push_back(numbers_json(tier));
  return json_list(items);
}

template <std::size_t size>
Result<int> name_in(const JsonValue& value, std::string_view field,
                    const std::array<std::string_view, size>& names) {
  const auto text = TRY(value.text(field, 32));
  const auto* found = std::ranges::find(names, text);
  if (found == names.end())
    return invalid("unknown " + std::string(field) + " of a finding: " + text);
  return static_cast<int>(found - names.begin());
}

Result<void> read_numbers(const JsonValue& value, Finding& finding) {
  finding.numbers = TRY(numbers_in(value, "numbers", count_max));
  const auto skips = TRY(value.number("skips", 0, count_max));
  const auto about = TRY(value.number("about", 0, count_max));
  finding.skips = static_cast<int>(skips);
  finding.about = static_cast<int>(about);
  auto cells = finding.numbers;
  cells.insert(cells.end(), {finding.skips, finding.about});
  if (std::ranges::any_of(cells, [](int cell) { return cell % 3 != 0; }))
    return invalid("a finding holds a number that is not rounded to three");
  return {};
}

Result<void> read_winners(const JsonValue& value, Finding& finding, std::size_t most) {
  finding.winners = TRY(numbers_in(value, "winners", options_max - 1));
  if (finding.winners.size() > most) return invalid("a finding names too many winners");
  if (finding.form == Finding::Form::Vote && value.has("runner_up")) {
    const auto runner_up = TRY(value.number("runner_up", 0, options_max - 1));
    finding.runner_up = static_cast<int>(runner_up);
  }
  return {};
}

/// No picture twice, no tier empty, and inside a tier by index: an order there would tell.
Result<void> read_tiers(const JsonValue& value, Finding& finding) {
  const auto* items = TRY(value.items("tiers", options_max));
  std::set<int> seen;
  for (const auto& item : *items) {
    const auto* places = TRY(item.as_items(options_max).while_doing("tiers"));
    std::vector<int> tier;
    for (const auto& place : *places) {
      const auto picture = TRY(place.as_number(0, options_max - 1).while_doing("tiers"));
      tier.push_back(static_cast<int>(picture));
      if (!seen.insert(tier.back()).second) return invalid("a ranking names a picture twice");
    }
    if (tier.empty() || !std::ranges::is_sorted(tier))
      return invalid("a tier of a ranking is empty or ordered");
    finding.tiers.push_back(std::move(tier));
  }
  if (seen.size() < 2) return invalid("a ranking of fewer than two pictures");
  return {};
}

}  // namespace

int Tally::n() const {
  return people.value_or(std::accumulate(options.begin(), options.end(), skips));
}

int rounded_to_three(int count) { return (count + 1) / 3 * 3; }

Finding make_finding(const QuestionShape& shape, const Tally& tally) {
  STEMME_ASSERT(static_cast<int>(tally.options.size()) == shape.options);
  if (shape.vote) return vote_finding(tally);
  STEMME_ASSERT(tally.n() >= words_from);
  if (shape.kind == QuestionKind::Pair) return ranking_finding(shape, tally);
  STEMME_ASSERT((shape.kind == QuestionKind::PickThree) == tally.people.has_value());
  if (tally.n() >= numbers_from && shape.options > 2) return number_finding(shape, tally);
  const bool has_good_end = shape.kind == QuestionKind::Scale && shape.positive_from.has_value();
  return has_good_end ? word_finding(shape, tally) : favourite_finding(tally);
}

bool fits(const Finding& finding, const QuestionShape& shape) {
  const auto inside = [&](int option) { return option >= 0 && option < shape.options; };
  const bool has_a_number_each = static_cast<int>(finding.numbers.size()) == shape.options;
  if (finding.form == Finding::Form::Numbers && !has_a_number_each) return false;
  const bool is_ranking = finding.form == Finding::Form::Ranking;
  if (is_ranking != (shape.kind == QuestionKind::Pair) && finding.form != Finding::Form::Withheld)
    return false;
  for (const auto& tier : finding.tiers)
    if (!std::ranges::all_of(tier, inside)) return false;
  if (finding.runner_up && !inside(*finding.runner_up)) return false;
  return std::ranges::all_of(finding.winners, inside);
}

std::string to_json(const Finding& finding) {
  JsonObject object;
  object.text("form", form_names.at(static_cast<std::size_t>(finding.form)));
  switch (finding.form) {
    case Finding::Form::Word:
      object.text("word", word_names.at(static_cast<std::size_t>(finding.word)));
      break;
    case Finding::Form::Numbers:
      object.part("numbers", numbers_json(finding.numbers));
      object.number("skips", finding.skips).number("about", finding.about);
      break;
    case Finding::Form::Favourite:
    case Finding::Form::Vote:
      object.part("winners", numbers_json(finding.winners));
      if (finding.runner_up) object.number("runner_up", *finding.runner_up);
      break;
    case Finding::Form::Ranking:
      object.part("tiers", tiers_json(finding.tiers));
      break;
    case Finding::Form::Withheld:
    case Finding::Form::Thanks:
      break;
  }
  return object.written();
}

Result<Finding> finding_from_json(std::string_view text) {
  constexpr std::size_t finding_bytes_max = 1024;
  const auto value = TRY(read_json(text, finding_bytes_max));
  Finding finding;
  const auto form = TRY(name_in(value, "form", form_names));
  finding.form = static_cast<Finding::Form>(form);
  if (finding.form == Finding::Form::Word) {
    const auto word = TRY(name_in(value, "word", word_names));
    finding.word = static_cast<FindingWord>(word);
  }
  if (finding.form == Finding::Form::Numbers) TRY(read_numbers(value, finding));
  if (finding.form == Finding::Form::Favourite) TRY(read_winners(value, finding, 1));
  if (finding.form == Finding::Form::Vote) TRY(read_winners(value, finding, 2));
  if (finding.form == Finding::Form::Ranking) TRY(read_tiers(value, finding));
  return finding;
}

}  // namespace stemme
