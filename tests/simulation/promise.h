/// What is owed to those who tapped (C2): for each question of each visit, what may stand in the
/// count. An acknowledged answer is owed exactly once; a tap that was under way when the plug was
/// pulled, at most once; nothing else may be there. Shares no code with counting. One thread.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "server-sync/protocol/box.h"

namespace stemme {

/// All that a box says of where its answer belongs. Few visits of a seed share a unit, so most
/// answers are alone in their place.
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

class Promise {
 public:
  using VisitId = std::uint64_t;

  VisitId begin_visit() { return ++visits_; }
  void tapped() { ++taps_; }
  /// These rows are on their way to disk: from here on they may be found there.
  void under_way(VisitId visit, const std::vector<AnswerBox>& rows) {
    for (const auto& row : rows) {
      auto& owed = owed_[place_of(row)][visit];
      if (owed.may_be.empty()) owed.may_be.insert(std::nullopt);
      if (owed.may_be.insert(row.chosen).second) owed.pending = row.chosen;
      owed.labels.insert(row.label);
    }
  }
  /// They are kept, and the machine has been told.
  void acknowledged(VisitId visit, const std::vector<AnswerBox>& rows) {
    for (const auto& row : rows) {
      auto& owed = owed_[place_of(row)][visit];
      if (owed.pending) ++acknowledged_;
      owed = {{row.chosen}, {row.label}, std::nullopt};
    }
  }

  int taps() const { return taps_; }
  /// Taps whose effect was shown.
  int acknowledged() const { return acknowledged_; }
  /// Answers that are certainly owed.
  int owed() const {
    int certain = 0;
    for (const auto& [place, visits] : owed_)
      for (const auto& [visit, owed] : visits)
        certain += owed.may_be.contains(std::nullopt) ? 0 : 1;
    return certain;
  }

  /// Compares with every answer that is to be counted. Returns how many were found whose tap had
  /// been kept but not acknowledged: the cuts that fell between COMMIT and the frame.
  int compare(const std::vector<AnswerBox>& found) const {
    std::map<AnswerPlace, std::vector<AnswerBox>> boxes;
    for (const auto& box : found) boxes[place_of(box)].push_back(box);
    int between = 0;
    for (const auto& [place, visits] : owed_) {
      between += compare_place(visits, boxes[place]);
      boxes.erase(place);
    }
    for (const auto& [place, extra] : boxes)
      ADD_FAILURE() << extra.size() << " answers that nobody gave, unit " << place.unit
                    << " question " << place.question;
    return between;
  }

 private:
  using Chosen = std::vector<int>;
  struct Owed {
    std::set<std::optional<Chosen>> may_be;  ///< none: perhaps nothing is there
    std::set<VisitLabel> labels;
    std::optional<Chosen> pending;  ///< under way, not acknowledged
  };
  using Visits = std::map<VisitId, Owed>;

  static bool fits(const Owed& owed, const AnswerBox& box) {
    return owed.may_be.contains(box.chosen) && owed.labels.contains(box.label);
  }

  /// Finds each visit its box and each box its visit: several visits may have tapped alike.
  class Pairing {
   public:
    Pairing(const Visits& visits, const std::vector<AnswerBox>& boxes)
        : boxes_(boxes), box_of_(visits.size(), none), visit_of_(boxes.size(), none) {
      for (const auto& [visit, owed] : visits) owed_.push_back(&owed);
    }
    bool find_box(std::size_t visit) {
      std::set<std::size_t> tried;
      return find_box(visit, tried);
    }
    bool find_visit(std::size_t box) {
      std::set<std::size_t> tried;
      return find_visit(box, tried);
    }
    bool has_visit(std::size_t box) const { return visit_of_[box] != none; }
    int landed() const {
      int pending = 0;
      for (std::size_t visit = 0; visit < owed_.size(); ++visit)
        if (box_of_[visit] != none && owed_[visit]->pending == boxes_[box_of_[visit]].chosen)
          ++pending;
      return pending;
    }

   private:
    static constexpr std::size_t none = ~std::size_t{0};

    /// Whoever gives up a box, or a visit, gets another one.
    bool find_box(std::size_t visit, std::set<std::size_t>& tried) {
      for (std::size_t box = 0; box < boxes_.size(); ++box) {
        if (!fits(*owed_[visit], boxes_[box]) || !tried.insert(box).second) continue;
        if (visit_of_[box] != none && !find_box(visit_of_[box], tried)) continue;
        return pair(visit, box);
      }
      return false;
    }
    bool find_visit(std::size_t box, std::set<std::size_t>& tried) {
      for (std::size_t visit = 0; visit < owed_.size(); ++visit) {
        if (!fits(*owed_[visit], boxes_[box]) || !tried.insert(visit).second) continue;
        if (box_of_[visit] != none && !find_visit(box_of_[visit], tried)) continue;
        return pair(visit, box);
      }
      return false;
    }
    bool pair(std::size_t visit, std::size_t box) {
      box_of_[visit] = box;
      visit_of_[box] = visit;
      return true;
    }
    const std::vector<AnswerBox>& boxes_;
    std::vector<const Owed*> owed_;
    std::vector<std::size_t> box_of_;
    std::vector<std::size_t> visit_of_;
  };

  static int compare_place(const Visits& visits, const std::vector<AnswerBox>& boxes) {
    Pairing pairing(visits, boxes);
    std::size_t place = 0;
    for (const auto& [visit, owed] : visits) {
      const bool must = !owed.may_be.contains(std::nullopt);
      EXPECT_TRUE(!must || pairing.find_box(place)) << "of visit " << visit << " an answer is lost";
      ++place;
    }
    for (std::size_t box = 0; box < boxes.size(); ++box)
      EXPECT_TRUE(pairing.has_visit(box) || pairing.find_visit(box))
          << "an answer too many, unit " << boxes[box].unit << " question " << boxes[box].question;
    return pairing.landed();
  }

  std::map<AnswerPlace, Visits> owed_;
  VisitId visits_ = 0;
  int taps_ = 0;
  int acknowledged_ = 0;
};

}  // namespace stemme
