/// What must hold in a town after every step, whatever befell it (C2, C5, C6, C8, C12). Cheap
/// things are looked at each time something may have changed them; everything to the answer when
/// all are home. One thread.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "tests/simulation/stored_answers.h"
#include "tests/simulation/town_parts.h"

namespace stemme {

class TownBooks {
 public:
  explicit TownBooks(TownParts& town) : town_(&town) {}

  /// What has come since: it is stored now, and nothing lies in another week than its own when its
  /// day is known.
  void look_at_what_arrived() {
    for (auto batches = town_->collector.arrived_after(row_); !batches.empty();
         batches = town_->collector.arrived_after(row_)) {
      for (const auto& batch : batches) take(batch_from_body(batch.body).value(), batch.day);
      row_ = batches.back().row;
    }
  }

  /// The collector is another: what came after its backup must still be at the terminals.
  void look_at_a_restored_collector() {
    row_ = 0;
    for (auto& owed : town_->promise.all()) owed.stored = false;
    look_at_what_arrived();
    // Two disks that failed one after the other: nobody has a copy (C4).
    for (auto& owed : town_->promise.all())
      owed.may_be_lost = owed.may_be_lost || (owed.only_stored && !owed.stored);
  }

  /// Its disk is gone: what had not arrived may be lost, and what had has no second copy.
  void spoiled(const LivingKiosk& kiosk) {
    for (auto& owed : town_->promise.all()) {
      if (owed.terminal != kiosk.number) continue;
      owed.only_stored = true;
      owed.may_be_lost = owed.may_be_lost || !owed.stored;
    }
  }

  /// By sums, which is what can be afforded each time; to the answer at the end.
  void nothing_is_missing_at(LivingKiosk& kiosk) {
    if (kiosk.has_to_hear) return;
    const auto figures = kiosk.terminal.book().figures().value();
    int missing = 0;
    for (const auto& owed : town_->promise.all())
      missing += owed.terminal == kiosk.number && is_missing(owed) ? 1 : 0;
    EXPECT_LE(missing, figures.unsent_answers + figures.unclosed_answers)
        << "terminal " << kiosk.number << " has fewer answers than it owes";
  }

  /// *Complete* is not said of a week while a terminal of the house still holds an answer of it. Of
  /// two terminals from one card nobody can know before both have spoken.
  void no_week_is_falsely_complete() {
    const auto held = weeks_held();
    auto rows =
        town_->collector.counts().prepare("SELECT house, week, line FROM completeness").value();
    while (rows.step().value()) {
      const bool is_complete = rows.text(2).find("\"silent\":[]") != std::string::npos;
      const auto found = held.find({rows.text(0), rows.text(1)});
      EXPECT_TRUE(!is_complete || found == held.end())
          << rows.text(0) << " " << rows.text(1) << " is called complete; "
          << Promise::words(*found->second);
    }
  }

  /// What was published once stands for ever.
  void findings_stay_as_they_are() {
    auto present = published();
    for (const auto& [key, finding] : published_) {
      const auto found = present.find(key);
      EXPECT_TRUE(found != present.end()) << "a published finding is gone: " << key;
      if (found != present.end()) {
        EXPECT_EQ(found->second, finding) << "a published finding has changed: " << key;
      }
    }
    published_ = std::move(present);
  }

  /// What lies in it, so that a restore can be thought through without being made.
  void backed_up() {
    auto& inside = in_backup_[town_->collector.backups().back().folder.string()];
    inside.clear();
    for (const auto& owed : town_->promise.all()) inside.push_back(owed.stored);
  }

  /// Whatever backup is brought back tomorrow: what it lacks, the terminal where it was said has
  /// kept, whoever else may have a copy (C4).
  void any_restore_would_lose_nothing() {
    std::vector<const std::vector<bool>*> restorable;
    for (const auto& backup : town_->collector.backups())
      if (backup.made >= town_->time->now() - kept_for)
        restorable.push_back(&in_backup_[backup.folder.string()]);
    std::vector<std::set<BoxName>> kept;
    for (auto& kiosk : town_->kiosks) kept.push_back(boxes_kept_at(kiosk->terminal));
    const auto& all = town_->promise.all();
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& owed = all[i];
      if (!owed.sure || !owed.stored || owed.only_stored) continue;
      const bool is_safe = std::ranges::all_of(restorable, [&](const std::vector<bool>* inside) {
        return i < inside->size() && (*inside)[i];
      });
      const auto& there = kept[static_cast<std::size_t>(owed.terminal)];
      EXPECT_TRUE(is_safe || there.contains(owed.sure->box) ||
                  (owed.pending && there.contains(owed.pending->box)))
          << "let go too early; " << Promise::words(owed);
    }
  }

  void sums_hold() {
    const auto said = town_->collector.reconcile();
    EXPECT_TRUE(said.holds()) << said.stored << " stored, " << said.counted << " counted, "
                              << said.unopened << " unopened, " << said.set_aside_total()
                              << " set aside";
  }

  /// All are home: to the answer.
  int everything_is_there() {
    for (const auto& kiosk : town_->kiosks) is_home(*kiosk);
    auto stored = stored_answers(town_->collector.state(), town_->all_keys);
    auto found = stored.boxes;
    // Of those that were spoiled, answers only.
    std::erase_if(stored.unreadable, [&](const Box& box) {
      const auto* owed = town_->promise.owed_for(name_of(box));
      if (owed != nullptr) found[box] = owed->sure ? owed->sure->content : owed->pending->content;
      return owed == nullptr;
    });
    for (auto& owed : town_->promise.all())
      if (is_missing(owed) && town_->kiosks[static_cast<std::size_t>(owed.terminal)]->is_revoked)
        owed.may_be_lost = true;  // Still on the terminal, as its sum has shown.
    const int between = town_->promise.compare(found);
    is_accounted_for(stored);
    if (!town_->was_gone && !anybody_revoked())
      expect_same(open_tallies(tallied_by_counting(town_->collector.state())),
                  open_tallies(tallied_by_hand(stored)));
    return between;
  }

 private:
  using WeekOfHouse = std::pair<std::string, std::string>;

  static bool is_missing(const Promise::Owed& owed) {
    return owed.sure && !owed.stored && !owed.may_be_lost;
  }

  void take(const Batch& batch, const std::optional<Date>& day) {
    for (const auto& box : batch.boxes) {
      auto* owed = town_->promise.owed_for(name_of(box));
      if (owed == nullptr) continue;
      owed->stored = true;
      EXPECT_TRUE(!day || week_of(*day) == week_of(owed->day))
          << "taken for one of " << to_text(*day) << "; " << Promise::words(*owed);
    }
    if (batch.frame.carried) take(batch_from_body(batch.carried_body).value(), day);
  }

  static std::set<BoxName> boxes_kept_at(WholeTerminal& terminal) {
    std::set<BoxName> names;
    const auto add = [&names](const auto& again, ByteView body) -> void {
      const auto batch = batch_from_body(body).value();
      for (const auto& box : batch.boxes) names.insert(name_of(box));
      if (batch.frame.carried) again(again, batch.carried_body);
    };
    for (const auto& body : terminal.kept_bodies()) add(add, body);
    return names;
  }

  std::map<WeekOfHouse, const Promise::Owed*> weeks_held() const {
    std::map<WeekOfHouse, const Promise::Owed*> held;
    for (const auto& owed : town_->promise.all()) {
      const auto& kiosk = *town_->kiosks[static_cast<std::size_t>(owed.terminal)];
      if (!is_missing(owed) || kiosk.is_cloned) continue;
      const auto& house = town_->houses[static_cast<std::size_t>(kiosk.home)].house.id;
      held[{house, to_text(week_of(owed.day))}] = &owed;
    }
    return held;
  }

  std::map<std::string, std::string> published() const {
    std::map<std::string, std::string> found;
    for (const char* sql :
         {"SELECT unit, hex(pack), question, mode, last, first, finding FROM findings",
          "SELECT unit, hex(pack), question, mode, day, round, finding FROM round_findings"}) {
      auto rows = town_->collector.counts().prepare(sql).value();
      while (rows.step().value()) {
        std::string key;
        for (int column = 0; column < 6; ++column) key += rows.text(column) + " ";
        found[key] = rows.text(6);
      }
    }
    return found;
  }

  void is_home(LivingKiosk& kiosk) {
    const auto figures = kiosk.terminal.book().figures().value();
    if (kiosk.is_revoked) return nothing_is_missing_at(kiosk);
    EXPECT_TRUE(kiosk.terminal.reached()) << "terminal " << kiosk.number;
    EXPECT_EQ(figures.unsent_batches, 0) << "terminal " << kiosk.number;
    EXPECT_EQ(figures.unclosed_answers, 0) << "terminal " << kiosk.number;
  }

  void is_accounted_for(const StoredAnswers& stored) {
    const auto said = town_->collector.reconcile();
    const auto aside = [&](const char* reason) {
      const auto found = said.set_aside.find(reason);
      return found == said.set_aside.end() ? 0 : found->second;
    };
    EXPECT_TRUE(said.holds());
    EXPECT_EQ(said.unopened, 0);
    EXPECT_EQ(said.stored, stored.sent + static_cast<std::int64_t>(stored.unreadable.size()));
    EXPECT_EQ(aside("unit_unknown") + aside("pack_unknown") + aside("question_unknown"), 0);
    if (town_->was_gone || anybody_revoked()) return;
    EXPECT_EQ(aside("repeated"), stored.repeats());
    EXPECT_EQ(aside("run"), stored.runs());
    EXPECT_EQ(aside("key_gone"), 0);
    EXPECT_EQ(aside("unreadable"), static_cast<std::int64_t>(stored.unreadable.size()));
  }

  bool anybody_revoked() const {
    return std::any_of(town_->kiosks.begin(), town_->kiosks.end(),
                       [](const auto& kiosk) { return kiosk->is_revoked; });
  }

  /// Of units none of whose periods has closed, nor a day been set aside.
  ExactTallies open_tallies(ExactTallies all) const {
    std::set<UnitId> closed;
    for (const auto& house : town_->houses)
      for (const auto& [unit, day] : house.ended) closed.insert(unit);
    auto rows = town_->collector.counts()
                    .prepare("SELECT unit FROM findings UNION SELECT unit FROM overfull_days")
                    .value();
    while (rows.step().value()) closed.insert(static_cast<UnitId>(rows.integer(0)));
    std::erase_if(all, [&](const auto& one) { return closed.contains(one.first.unit); });
    return all;
  }

  TownParts* town_;
  std::int64_t row_ = 0;
  std::map<std::string, std::string> published_;
  std::map<std::string, std::vector<bool>> in_backup_;
};

}  // namespace stemme
