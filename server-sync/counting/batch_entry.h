/// One batch on its way into the book: what it adds is gathered in memory and written by `finish`,
/// inside the caller's transaction. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "server-sync/counting/box_opener.h"
#include "server-sync/counting/counts_file.h"
#include "server-sync/counting/guide.h"
#include "server-sync/intake/ledger.h"

namespace stemme {

/// Which batch: carried batches keep the number they were first given.
struct BatchIdentity {
  std::string owner;
  std::string house;
  DeviceId device = 0;
  BatchName name;
  std::int64_t answers_total = 0;  ///< what its epoch had made by then, as its frame says
  std::int64_t lost_at_most = 0;   ///< with the file of the epoch before (C4)
};

class BatchEntry {
 public:
  /// `day` is the house's day of the answers, none when undated; `received` the day the batch came.
  static Result<BatchEntry> begin(Database& counts, Guide& guide, BatchIdentity identity,
                                  std::optional<Date> day, Date received);

  bool has_mark() const { return has_mark_; }
  Result<void> take_notes(const std::vector<RoundNote>& notes);
  Result<void> take(const OpenedBatch& opened, int answers_claimed);
  void set_aside(const char* reason, int answers);
  /// Writes tallies, what was set aside, visits and the mark.
  Result<void> finish(const std::optional<std::string>& missing_key);

 private:
  struct TallyKey {
    QuestionKey key;
    std::string period;
    RoundId round = 0;
    std::string day;
    auto operator<=>(const TallyKey&) const = default;
  };
  struct Additions {
    std::array<int, tally_options> options{};
    int skips = 0;
    int answers = 0;
    bool late = false;
    std::vector<PairCount> pairs;  ///< one an answer
  };

  BatchEntry(Database& counts, Guide& guide, BatchIdentity identity)
      : counts_(&counts), guide_(&guide), identity_(std::move(identity)) {}

  Result<void> read_surroundings();
  Result<void> take_note(const RoundNote& note);
  Result<void> take_answer(const OpenedAnswer& opened);
  Result<void> tally_round(const AnswerBox& answer, const QuestionKey& key);
  Result<bool> is_told_together(const QuestionKey& key, const std::string& day);
  Result<void> tally_open(const AnswerBox& answer, const QuestionKey& key);
  void add(const AnswerBox& answer, const TallyKey& to, bool late);
  bool is_of_pair(const AnswerBox& answer) const;
  Result<const char*> why_not(const AnswerBox& answer) const;
  Result<bool> first_time(const FixedBytes<16>& box_mark);
  Result<bool> in_released_atom(const QuestionKey& key);
  Result<bool> is_overfull(UnitId unit);
  Result<IsoWeek> open_week(const QuestionKey& key);
  Date day_or_received() const { return day_.value_or(received_); }

  Result<void> write_tallies();
  Result<void> write_pairs();
  Result<void> write_batches();
  Result<void> write_set_aside();
  Result<void> write_visits();

  Database* counts_;
  Guide* guide_;
  BatchIdentity identity_;
  std::optional<Date> day_;
  Date received_{};
  bool has_mark_ = false;
  std::optional<IsoWeek> released_;           ///< newest released week of the house
  std::optional<std::string> rounds_closed_;  ///< day through which the house's rounds are closed

  std::optional<Statement> new_mark_;  ///< once a box, so prepared once a batch
  std::map<QuestionKey, IsoWeek> open_weeks_;
  std::map<QuestionKey, bool> released_atoms_;
  std::map<UnitId, bool> overfull_;
  std::map<TallyKey, Additions> tallies_;
  std::map<std::string, int> aside_;
  std::map<std::pair<std::string, int>, int> visits_;
  int answers_ = 0;
  int counted_ = 0;
};

}  // namespace stemme
