/// A summary in a language: what the template of the week is filled with. Pure but for the wording
/// it asks; one thread at a time.
#pragma once

#include <string>
#include <vector>

#include "server-sync/dashboard/page_template.h"
#include "server-sync/dashboard/weekly_summary.h"
#include "server-sync/dashboard/wording.h"

namespace stemme {

class WeekPage {
 public:
  /// `places` names the terminals that a completeness sentence may need.
  WeekPage(const WeeklySummary& summary, Wording& wording, const Phrasebook& book,
           std::map<DeviceId, std::string> places)
      : summary_(summary), wording_(wording), book_(book), places_(std::move(places)) {}

  PageContent content();

 private:
  void head(PageContent& page);
  void headlines(PageContent& page);
  void rows(PageContent& page, const std::string& list, const std::vector<SummaryRow>& rows);
  void missing(PageContent& page);
  void terminals(PageContent& page);
  void foot(PageContent& page);

  PageContent row(const SummaryRow& row);
  std::string how_asked(const SummaryRow& row);
  void answers(PageContent& line, const SummaryRow& row);
  void numbers(PageContent& line, const SummaryRow& row);
  void choices(PageContent& line, const SummaryRow& row, int steps);
  void verdict(PageContent& line, const SummaryRow& row);
  std::string ranking_words(const SummaryRow& row);
  std::string listed(const SummaryRow& row, const std::vector<int>& options);
  std::string favourite_words(const SummaryRow& row);
  std::string vote_words(const SummaryRow& row);
  PageContent key_of(const SummaryRow& row);
  std::string sentence_of(const Headline& headline);
  void completeness(std::vector<std::string>& sentences);

  const Question& question(const QuestionKey& key);
  std::string option(const QuestionKey& key, int option);
  int steps_in(const Question& question) const;
  std::string chart_label(const SummaryRow& row, int steps);
  std::string part(const std::string& label, int about);
  std::string phrase(const std::string& key,
                     const std::vector<std::pair<std::string, std::string>>& values = {}) const {
    return book_.phrase(key, values);
  }

  const WeeklySummary& summary_;
  Wording& wording_;
  const Phrasebook& book_;
  std::map<DeviceId, std::string> places_;
  bool dot_explained_ = false;
};

/// "7.–11. september": Monday to Friday.
std::string dates_of(IsoWeek week, const Phrasebook& book);
/// "5–6 år"; empty where a band says nothing about years.
std::string years_of(Band band, const Phrasebook& book);

}  // namespace stemme
