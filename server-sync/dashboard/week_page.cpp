#include "server-sync/dashboard/week_page.h"

#include <algorithm>
#include <numeric>

#include "server-sync/dashboard/dot_chart.h"

namespace stemme {
namespace {

std::string day_number(Date date) { return std::to_string(static_cast<unsigned>(date.day())); }

std::string month_name(Date date, const Phrasebook& book) {
  return book.phrase("month_" + std::to_string(static_cast<unsigned>(date.month())));
}

std::string week_number(IsoWeek week) { return std::to_string(week.week); }

}  // namespace

std::string dates_of(IsoWeek week, const Phrasebook& book) {
  const auto monday = monday_of(week);
  const Date friday(std::chrono::sys_days(monday) + std::chrono::days{4});
  if (monday.month() == friday.month()) {
    return book.phrase("summary_dates", {{"from", day_number(monday)},
                                         {"to", day_number(friday)},
                                         {"month", month_name(monday, book)}});
  }
  return book.phrase("summary_dates_two", {{"from", day_number(monday)},
                                           {"month_from", month_name(monday, book)},
                                           {"to", day_number(friday)},
                                           {"month_to", month_name(friday, book)}});
}

std::string years_of(Band band, const Phrasebook& book) {
  const auto years = [&](const char* from, const char* to) {
    return book.phrase("summary_years", {{"from", from}, {"to", to}});
  };
  switch (band) {
    case Band::FourFive:
      return years("4", "5");
    case Band::FiveSix:
      return years("5", "6");
    case Band::SevenNine:
      return years("7", "9");
    case Band::TenTwelve:
      return years("10", "12");
    case Band::ThirteenSixteen:
      return years("13", "16");
    case Band::Three:
    case Band::Adult:
      break;
  }
  return {};
}

PageContent WeekPage::content() {
  PageContent page;
  head(page);
  headlines(page);
  page.set("themes_title", phrase("themes_title"));
  rows(page, "rows", summary_.rows);
  rows(page, "parent_rows", summary_.parent_rows);
  page.set("parents_title", phrase("summary_parents"));
  if (!summary_.rows.empty()) page.show("any_rows");
  if (!summary_.parent_rows.empty()) page.show("any_parent_rows");
  missing(page);
  terminals(page);
  foot(page);
  return page;
}

void WeekPage::head(PageContent& page) {
  const auto& unit = summary_.unit;
  page.set("title", phrase("summary_title")).set("group", unit.name);
  std::string about;
  if (const auto years = years_of(unit.band, book_); !years.empty()) about += " · " + years;
  if (unit.audience == "forelder") {
    page.set("group", phrase("summary_parents"));
  } else {
    about += " · " + phrase("summary_children", {{"n", std::to_string(unit.size)}});
  }
  page.set("about", about);
  page.set("when", phrase("summary_week", {{"week", week_number(summary_.week)}}) + " · " +
                       dates_of(summary_.week, book_));
}

void WeekPage::headlines(PageContent& page) {
  static constexpr const char* titles[] = {"lead_title_none", "lead_title_one", "lead_title_two",
                                           "lead_title"};
  page.set("lead_title", phrase(titles[summary_.headlines.size()]));
  for (const auto& headline : summary_.headlines) {
    PageContent line;
    line.set("theme", phrase("theme." + question(headline.key).theme));
    line.set("sentence", sentence_of(headline));
    page.add("headlines", line);
  }
  if (!summary_.headlines.empty()) return;
  // A full and good result, printed as large as anything else (D66).
  const auto out = [](const SummaryRow& row) { return is_out(row); };
  const bool any = std::any_of(summary_.rows.begin(), summary_.rows.end(), out) ||
                   std::any_of(summary_.parent_rows.begin(), summary_.parent_rows.end(), out);
  page.add("headlines",
           PageContent().set("sentence", phrase(any ? "summary_nothing" : "summary_waiting")));
}

std::string WeekPage::sentence_of(const Headline& headline) {
  const auto& asked = question(headline.key);
  // *Fornøyde* fits faces; of other scales the best answer is named.
  const bool faces = asked.scale.starts_with("faces");
  const auto best = option(headline.key, steps_in(asked) - 1);
  switch (headline.kind) {
    case Headline::Kind::FewerGood:
      return faces ? phrase("lead_fewer_good") : phrase("lead_fewer_option", {{"option", best}});
    case Headline::Kind::MoreGood:
      return faces ? phrase("lead_more_good") : phrase("lead_more_option", {{"option", best}});
    case Headline::Kind::ManySkipped:
      return phrase("lead_skips");
    case Headline::Kind::Favourite:
      return phrase("lead_favourite", {{"option", option(headline.key, headline.option)}});
    case Headline::Kind::MostlyGood:
      return phrase("lead_mostly_good");
  }
  return {};
}

void WeekPage::missing(PageContent& page) {
  page.set("missing_title", phrase("who_not_heard"));
  for (const auto& unit : summary_.not_heard) {
    // The group's name is set in bold where the phrase has it.
    const auto sentence = phrase("who_group", {{"group", "\x1f"}});
    const auto at = sentence.find('\x1f');
    PageContent line;
    line.set("before", sentence.substr(0, at)).set("name", unit.name);
    if (at != std::string::npos) line.set("after", sentence.substr(at + 1));
    if (unit.band == Band::Three) line.set("advice", phrase("who_youngest"));
    if (const auto years = years_of(unit.band, book_); !years.empty()) {
      line.set("years", "(" + years + ")").show("has_years");
    }
    page.add("missing", line);
  }
  if (summary_.not_heard.empty()) page.set("nobody_missing", phrase("who_all")).show("all_heard");
}

/// One line a terminal, word for word as on its own screen. No sum for the house: it would be a
/// second rounding of the same answers, to be subtracted from.
void WeekPage::terminals(PageContent& page) {
  if (summary_.terminals.empty()) return;
  page.show("any_terminals");
  page.set("terminals_title", phrase("terminals_title"));
  page.set("terminals_where", phrase("terminals_where"));
  for (const auto& terminal : summary_.terminals)
    page.add("terminals", PageContent()
                              .set("place", terminal.place)
                              .set("sentence", stemme::sentence_of(terminal.reckoning, book_)));
}

void WeekPage::foot(PageContent& page) {
  std::vector<std::string> sentences;
  completeness(sentences);
  sentences.push_back(phrase("foot_rounded"));
  const auto& note = summary_.note;
  if (note.runs_about > 0) {
    sentences.push_back(phrase("foot_runs", {{"n", std::to_string(note.runs_about)}}));
  }
  for (const auto& line : note.set_aside) {
    const auto reason = "reason_" + line.reason;
    const auto known = book_.has(reason) ? reason : "reason_unreadable";
    sentences.push_back(
        phrase("foot_aside", {{"n", std::to_string(line.about)}, {"reason", phrase(known)}}));
  }
  if (note.set_aside_few) sentences.push_back(phrase("foot_aside_few"));
  if (note.never_shown) sentences.push_back(phrase("foot_never_shown"));
  sentences.push_back(phrase("foot_small"));
  sentences.push_back(phrase("foot_unnamed"));
  std::string foot;
  for (const auto& sentence : sentences) foot += (foot.empty() ? "" : " ") + sentence;
  page.set("foot", foot);
}

/// C8: either nothing is missing, or this terminal has been silent since then. Never a green tick.
void WeekPage::completeness(std::vector<std::string>& sentences) {
  const auto& state = summary_.completeness;
  if (state.complete() && state.devices > 0) {
    const char* key = state.devices == 1   ? "foot_complete_one"
                      : state.devices == 2 ? "foot_complete_two"
                                           : "foot_complete";
    sentences.push_back(phrase(key));
  }
  for (const auto& device : state.silent) {
    if (!device.since) {
      sentences.push_back(phrase("foot_silent_always", {{"device", device.place}}));
      continue;
    }
    const auto since = phrase("when_date", {{"day", day_number(*device.since)},
                                            {"month", month_name(*device.since, book_)}});
    sentences.push_back(phrase("foot_silent", {{"device", device.place}, {"when", since}}));
  }
  for (const auto id : state.lost) {
    const auto place = places_.find(id);
    const auto name = place == places_.end() ? id_text(id) : place->second;
    sentences.push_back(phrase("foot_ended", {{"device", name}}));
  }
}

const Question& WeekPage::question(const QuestionKey& key) {
  const auto* pack = wording_.pack(key.pack);
  STEMME_ASSERT(pack != nullptr);  // The summary left out what is unknown.
  return pack->questions.at(static_cast<std::size_t>(key.question));
}

std::string WeekPage::option(const QuestionKey& key, int option) {
  return wording_.option(key.pack, key.question, option, book_);
}

}  // namespace stemme
