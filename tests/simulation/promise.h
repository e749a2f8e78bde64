/// What is owed to those who tapped (C2): for each question of each visit, which sealed box may
/// stand in the count. An acknowledged answer is owed exactly once; a tap that was under way when
/// the plug was pulled, at most once; nothing else may be there. Every box is known by how it was
/// sealed, so nothing is taken for anything else. Shares no code with counting. One thread.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "server-sync/protocol/box.h"
#include "server-sync/protocol/calendar.h"

namespace stemme {

/// All that a box says of where its answer belongs.
struct AnswerPlace {
  UnitId unit = 0;
  PackId pack{};
  int question = 0;
  Mode mode = Mode::Apen;
  RoundId round = 0;
  auto operator<=>(const AnswerPlace&) const = default;
};

inline AnswerPlace place_of(const AnswerBox& box) {
  return {box.unit, box.pack, box.question, box.mode, box.round.value_or(0)};
}

/// The beginning of a sealed box, which no two have in common.
using BoxName = FixedBytes<16>;
inline BoxName name_of_sealed(ByteView sealed) { return *fixed<16>(sealed.subspan(0, 16)); }
/// A box is a version byte and what was sealed.
inline BoxName name_of(ByteView box) { return name_of_sealed(box.subspan(1)); }

class Promise {
 public:
  using VisitId = std::uint64_t;

  /// One answer that somebody gave, as whoever gave it knows it.
  struct Owed {
    struct Written {
      BoxName box{};
      AnswerBox content;
      bool operator==(const Written&) const = default;
    };
    int terminal = 0;
    Date day{};                      ///< the house's, when it was last written
    std::optional<Written> sure;     ///< acknowledged: owed
    std::optional<Written> pending;  ///< under way when everything ended: perhaps there
    bool may_be_lost = false;        ///< its disk was spoiled before it was closed
    bool only_stored = false;        ///< no terminal has a copy of it any more
    bool stored = false;             ///< one of the two lies at the collector
  };

  VisitId begin_visit(int terminal = 0) {
    at_ = terminal;
    return ++visits_;
  }
  void it_is(Date day) { today_ = day; }
  void tapped() { ++taps_; }
  /// A box of an answer or a visit has been sealed, in the order they are written.
  void sealed(ByteView sealed) { sealed_.push_back(name_of_sealed(sealed)); }
  void write_begins() { sealed_.clear(); }
  /// These rows have been on their way to disk: from here on they may be found there.
  void under_way(VisitId visit, const std::vector<AnswerBox>& rows) {
    for (std::size_t i = 0; i < std::min(rows.size(), sealed_.size()); ++i) {
      auto& owed = owed_at(visit, rows[i]);
      const bool is_new = !owed.sure || owed.sure->content.chosen != rows[i].chosen;
      owed.pending = {sealed_[i], rows[i]};
      owed_by_[sealed_[i]] = numbers_.at({visit, place_of(rows[i])});
      owed.terminal = at_;
      owed.day = today_;
      if (is_new) undecided_.insert(sealed_[i]);
    }
  }
  /// They are kept, and the machine has been told.
  void acknowledged(VisitId visit, const std::vector<AnswerBox>& rows) {
    for (const auto& row : rows) {
      auto& owed = owed_at(visit, row);
      if (!owed.pending) continue;
      acknowledged_ += undecided_.erase(owed.pending->box) > 0 ? 1 : 0;
      owed.sure = std::exchange(owed.pending, std::nullopt);
    }
  }

  /// They found no room, and whoever tapped saw that nothing was kept: they may not be found.
  void refused(VisitId visit, const std::vector<AnswerBox>& rows) {
    for (const auto& row : rows) {
      auto& owed = owed_at(visit, row);
      if (!owed.pending) continue;
      owed_by_.erase(owed.pending->box);
      undecided_.erase(owed.pending->box);
      owed.pending.reset();
    }
  }

  int taps() const { return taps_; }
  /// Taps whose effect was shown.
  int acknowledged() const { return acknowledged_; }
  /// Answers that are certainly owed.
  int owed() const {
    return static_cast<int>(std::count_if(owed_.begin(), owed_.end(),
                                          [](const auto& one) { return one.sure.has_value(); }));
  }
  std::vector<Owed>& all() { return owed_; }
  /// Whose box this is; none for one that nobody answered with.
  Owed* owed_for(const BoxName& box) {
    const auto found = owed_by_.find(box);
    return found == owed_by_.end() ? nullptr : &owed_[found->second];
  }

  /// Compares with every answer that is to be counted. Returns how many were found whose tap had
  /// been kept but not acknowledged: the cuts that fell between COMMIT and the frame.
  int compare(const std::map<Box, AnswerBox>& boxes) const {
    std::vector<int> found(owed_.size());
    int between = 0;
    for (const auto& [box, answer] : boxes) {
      const auto whose = owed_by_.find(name_of(box));
      if (whose == owed_by_.end()) {
        ADD_FAILURE() << "an answer that nobody gave, unit " << answer.unit << " question "
                      << answer.question;
        continue;
      }
      const auto& owed = owed_[whose->second];
      const auto* written = written_in(owed, name_of(box));
      EXPECT_TRUE(written != nullptr) << "an answer that had been taken back; " << words(owed);
      if (written == nullptr) continue;
      EXPECT_EQ(written->content, answer) << "another answer than was given; " << words(owed);
      EXPECT_EQ(++found[whose->second], 1) << "an answer too many; " << words(owed);
      if (owed.pending == *written && is_undecided(*written)) ++between;
    }
    for (std::size_t i = 0; i < owed_.size(); ++i)
      EXPECT_TRUE(found[i] > 0 || !owed_[i].sure || owed_[i].may_be_lost)
          << "an answer is lost; " << words(owed_[i]);
    return between;
  }

  static std::string words(const Owed& owed) {
    const auto& content = owed.sure ? owed.sure->content : owed.pending->content;
    return "terminal " + std::to_string(owed.terminal) + ", " + to_text(owed.day) + ", unit " +
           std::to_string(content.unit) + ", question " + std::to_string(content.question);
  }

 private:
  Owed& owed_at(VisitId visit, const AnswerBox& row) {
    const auto [at, is_new] = numbers_.try_emplace({visit, place_of(row)}, owed_.size());
    if (is_new) owed_.emplace_back();
    return owed_[at->second];
  }
  static const Owed::Written* written_in(const Owed& owed, const BoxName& box) {
    if (owed.sure && owed.sure->box == box) return &*owed.sure;
    if (owed.pending && owed.pending->box == box) return &*owed.pending;
    return nullptr;
  }
  bool is_undecided(const Owed::Written& written) const { return undecided_.contains(written.box); }

  std::vector<Owed> owed_;
  std::map<std::pair<VisitId, AnswerPlace>, std::size_t> numbers_;
  std::map<BoxName, std::size_t> owed_by_;
  std::set<BoxName> undecided_;  ///< under way, of a choice that was not shown yet
  std::vector<BoxName> sealed_;
  Date today_{};
  int at_ = 0;
  VisitId visits_ = 0;
  int taps_ = 0;
  int acknowledged_ = 0;
};

}  // namespace stemme
