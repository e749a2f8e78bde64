// The rows of the week: how a question was asked, what its finding says, and whether that is
// clearly new.
#include <algorithm>
#include <numeric>

#include "server-sync/dashboard/dot_chart.h"
#include "server-sync/dashboard/week_page.h"

namespace stemme {
namespace {

const char* mode_phrase(const SummaryRow& row, const Pack& pack) {
  if (row.key.mode == Mode::Veiledet) return "row_guided";
  if (row.key.mode == Mode::Brikke) return "row_token";
  return pack.audience == "forelder" ? "row_parents" : "row_open";
}

std::string weekday_name(Date day, const Phrasebook& book) {
  return book.phrase("weekday_" + std::to_string(weekday_of(day)));
}

bool has_dots(const SummaryRow& row, const Question& question) {
  return row.finding && row.finding->form == Finding::Form::Numbers &&
         question.kind == QuestionKind::Scale;
}

}  // namespace

void WeekPage::rows(PageContent& page, const std::string& list,
                    const std::vector<SummaryRow>& rows) {
  std::string scale;
  for (const auto& row : rows) {
    auto line = this->row(row);
    const auto& asked = question(row.key);
    if (has_dots(row, asked) && asked.scale != scale) {
      scale = asked.scale;
      line.add("key", key_of(row));
    }
    page.add(list, line);
  }
}

PageContent WeekPage::row(const SummaryRow& row) {
  PageContent line;
  line.set("question", wording_.question(row.key.pack, row.key.question, book_));
  line.set("how", how_asked(row));
  answers(line, row);
  verdict(line, row);
  return line;
}

/// "åpen skjerm, om lag 27 svar, uke 36–37": never more than the finding itself says (C9).
std::string WeekPage::how_asked(const SummaryRow& row) {
  const auto* pack = wording_.pack(row.key.pack);
  auto text = phrase(mode_phrase(row, *pack));
  const bool vote = row.finding && row.finding->form == Finding::Form::Vote;
  if (row.day && !vote) text += ", " + weekday_name(*row.day, book_);
  if (row.finding && row.finding->form == Finding::Form::Numbers) {
    text += ", " + phrase("row_about", {{"n", std::to_string(row.finding->about)}});
  }
  if (row.first != row.last) {
    text += ", " + phrase("row_weeks", {{"from", std::to_string(row.first.week)},
                                        {"to", std::to_string(row.last.week)}});
  }
  if (row.late_answers) text += ", " + phrase("row_late");
  return text;
}

void WeekPage::answers(PageContent& line, const SummaryRow& row) {
  if (!row.finding) {
    line.set("words", phrase("row_not_enough")).show("waiting");
    return;
  }
  static constexpr const char* words[] = {"word_mostly_good", "word_mostly_not_good",
                                          "word_divided"};
  switch (row.finding->form) {
    case Finding::Form::Numbers:
      numbers(line, row);
      return;
    case Finding::Form::Word:
      line.set("words", phrase(words[static_cast<int>(row.finding->word)])).show("said");
      return;
    case Finding::Form::Favourite:
      line.set("words", favourite_words(row)).show("said");
      return;
    case Finding::Form::Ranking:
      line.set("words", ranking_words(row)).show("said");
      return;
    case Finding::Form::Vote:
      line.set("words", vote_words(row)).show("said");
      return;
    case Finding::Form::Thanks:
    case Finding::Form::Withheld:
      line.set("words", phrase("row_hidden")).show("waiting");
      return;
  }
}

std::string WeekPage::favourite_words(const SummaryRow& row) {
  const auto& winners = row.finding->winners;
  if (winners.empty()) return phrase("word_divided");
  return phrase("word_favourite", {{"option", option(row.key, winners[0])}});
}

/// "«Klatretreet» og «Sandkassa» velges oftere enn «Husken»", or that no difference can be seen.
/// The pictures are those of the week, so even their names tell nothing of the answers.
std::string WeekPage::ranking_words(const SummaryRow& row) {
  const auto& tiers = row.finding->tiers;
  if (tiers.size() == 1) return phrase("rank_none", {{"options", listed(row, tiers.front())}});
  std::string text;
  for (std::size_t upper = 0; upper + 1 < tiers.size(); ++upper)
    text +=
        phrase(upper == 0 ? "rank_row" : "rank_next",
               {{"upper", listed(row, tiers[upper])}, {"lower", listed(row, tiers[upper + 1])}});
  return text;
}

std::string WeekPage::listed(const SummaryRow& row, const std::vector<int>& options) {
  std::string text;
  for (std::size_t i = 0; i < options.size(); ++i) {
    const bool is_last = i + 1 == options.size();
    if (i > 0) text += is_last ? " " + phrase("rank_and") + " " : ", ";
    text += phrase("rank_option", {{"option", option(row.key, options[i])}});
  }
  return text;
}

/// C11: the winner; two that are equal; the runner-up where it may be told. Never a count.
std::string WeekPage::vote_words(const SummaryRow& row) {
  const auto& winners = row.finding->winners;
  const auto day = weekday_name(row.day.value_or(monday_of(row.last)), book_);
  if (winners.size() == 2) {
    return phrase("vote_row_two", {{"weekday", day},
                                   {"option", option(row.key, winners[0])},
                                   {"other", option(row.key, winners[1])}});
  }
  if (winners.size() != 1) return phrase("vote_row_tie", {{"weekday", day}});
  auto text = phrase("vote_row", {{"weekday", day}, {"option", option(row.key, winners[0])}});
  if (row.finding->runner_up) {
    text += ", " + phrase("vote_row_next", {{"option", option(row.key, *row.finding->runner_up)}});
  }
  return text;
}

void WeekPage::numbers(PageContent& line, const SummaryRow& row) {
  const auto& asked = question(row.key);
  const auto& finding = *row.finding;
  const int steps = steps_in(asked);
  if (asked.kind == QuestionKind::Scale) {
    const std::vector<int> shown(finding.numbers.begin(), finding.numbers.begin() + steps);
    line.set("chart", dot_chart(shown, chart_label(row, steps))).show("dots");
  } else {
    choices(line, row, steps);
  }
  std::string aside;
  if (asked.not_applicable && finding.numbers.back() > 0) {
    aside =
        part(option(row.key, static_cast<int>(finding.numbers.size()) - 1), finding.numbers.back());
  }
  if (finding.skips > 0) {
    aside += (aside.empty() ? "" : ", ") + part(phrase("key_skipped"), finding.skips);
  }
  if (!aside.empty()) line.add("aside", PageContent().set("text", aside));
}

void WeekPage::choices(PageContent& line, const SummaryRow& row, int steps) {
  const auto& numbers = row.finding->numbers;
  const int lines = lines_for_options({numbers.begin(), numbers.begin() + steps});
  for (int i = 0; i < steps; ++i) {
    const int count = numbers[static_cast<std::size_t>(i)];
    const auto label = option(row.key, i);
    line.add("choices", PageContent()
                            .set("option", label)
                            .set("chart", dot_line(count, lines, part(label, count))));
  }
}

void WeekPage::verdict(PageContent& line, const SummaryRow& row) {
  if (row.nothing_before) line.set("verdict", phrase("verdict_first"));
  if (!row.verdict) return;
  switch (*row.verdict) {
    case Verdict::NoClearChange:
      line.set("verdict", phrase("verdict_same"));
      return;
    case Verdict::ClearlyMore:
      line.set("verdict", phrase("verdict_more"));
      break;
    case Verdict::ClearlyFewer:
      line.set("verdict", phrase("verdict_fewer"));
      break;
  }
  line.add("clear", PageContent().set("than", phrase("verdict_than")));
}

PageContent WeekPage::key_of(const SummaryRow& row) {
  const auto& asked = question(row.key);
  const int steps = steps_in(asked);
  PageContent key;
  for (int step = 0; step < steps; ++step) {
    key.add("steps", PageContent()
                         .set("mark", mark_picture(mark_of(step, steps)))
                         .set("label", option(row.key, step)));
  }
  // Said once on a page.
  if (!dot_explained_) key.add("one_dot", PageContent().set("text", phrase("key_dot")));
  dot_explained_ = true;
  return key;
}

/// The steps of a scale, or the options of a choice; *gjelder ikke* is neither.
int WeekPage::steps_in(const Question& question) const {
  return static_cast<int>(question.options.size()) - (question.not_applicable ? 1 : 0);
}

std::string WeekPage::chart_label(const SummaryRow& row, int steps) {
  std::string label;
  for (int step = 0; step < steps; ++step) {
    const int about = row.finding->numbers[static_cast<std::size_t>(step)];
    label += (step == 0 ? "" : ", ") + part(option(row.key, step), about);
  }
  return label;
}

std::string WeekPage::part(const std::string& label, int about) {
  if (about == 0) return phrase("chart_none", {{"label", label}});
  return phrase("chart_part", {{"label", label}, {"n", std::to_string(about)}});
}

}  // namespace stemme
