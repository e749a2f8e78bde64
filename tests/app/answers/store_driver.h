/// A terminal's store without threads, in the words of the tests: children answer, hours pass, the
/// plug is pulled, batches leave.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "app/answers/answer_book.h"
#include "server-sync/protocol/batch.h"
#include "tests/stand-ins/manual_clock.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {

using std::chrono::hours;
using std::chrono::minutes;

inline OutboxTerms terms_of_solbakken(const SealingKey& sealing) {
  OutboxTerms terms;
  terms.owner = "eid";
  terms.house = "solbakken";
  terms.device = 7;
  terms.sealing = sealing;
  terms.zone = "Europe/Oslo";
  terms.dayparts = {{"natt", minutes(0)},
                    {"morgen", minutes(6 * 60)},
                    {"midt", minutes(10 * 60)},
                    {"sen", minutes(15 * 60)}};
  terms.programme = 3;
  terms.software = "test";
  return terms;
}

class StoreDriver {
 public:
  /// Monday 23 November 2026, 08:00 in Oslo.
  explicit StoreDriver(std::string vfs = {})
      : clock(Instant(std::chrono::sys_days(std::chrono::year{2026} / 11 / 23)) + hours(7)) {
    settings.folder = folder.path();
    settings.vfs = std::move(vfs);
    settings.ballast_bytes = 0;
  }

  Result<void> try_open() {
    book.reset();
    auto opened = AnswerBook::open(settings, clock);
    if (!opened) return std::move(opened).error();
    book = std::move(opened).value();
    return book->adopt(terms_of_solbakken(key.sealing_key()));
  }
  void open() { try_open().value(); }
  void open_anchored() {
    open();
    anchor();
  }
  void anchor() { book->anchor({clock.boot_id(), clock.boot_began()}).value(); }

  AnswerBox answer(int chosen) {
    AnswerBox box;
    box.question = chosen;
    box.shown = {0, 1, 2};
    box.chosen = {chosen % 3};
    box.unit = static_cast<UnitId>(next_answer++);
    box.label = VisitLabel::Whole;
    return box;
  }

  /// One finished visit of one answer; its unit tells it from every other here.
  Result<void> try_visit() {
    VisitWrite write;
    write.visit = ++visits;
    write.answers = {answer(1)};
    write.rows_are = VisitWrite::Rows::Replaced;
    write.visit_is = VisitWrite::Visit::Over;
    return book->keep(write);
  }
  void visit_times(int times) {
    for (int i = 0; i < times; ++i) try_visit().value();
  }
  /// Lets the store do what is due now.
  void work() {
    for (int i = 0; i < 30; ++i) {
      book->work().value();
      const auto next = book->next_work().value();
      if (!next || *next > clock.ticks()) return;
    }
  }
  /// Lets time pass as the store's thread would see it.
  void pass(Milliseconds time) {
    const auto end = clock.ticks() + time;
    for (;;) {
      work();
      const auto next = book->next_work().value();
      if (!next || *next > end) break;
      clock.advance(std::max(*next, clock.ticks()) - clock.ticks());
    }
    clock.advance(end - clock.ticks());
    work();
  }

  std::vector<Batch> unsent() {
    std::vector<Batch> batches;
    std::int64_t after = 0;
    while (auto next = book->next_to_send(after).value()) {
      if (next->name.n <= after) break;
      EXPECT_EQ(sha256(next->body), next->name.digest);
      after = next->name.n;
      batches.push_back(batch_from_body(next->body).value());
    }
    return batches;
  }
  std::vector<Frame> frames() {
    std::vector<Frame> frames;
    for (auto& batch : unsent()) frames.push_back(batch.frame);
    return frames;
  }
  std::vector<BoxContent> open_boxes(const Batch& batch) {
    std::vector<BoxContent> contents;
    for (const auto& box : batch.boxes) contents.push_back(open_box(box, key).value());
    return contents;
  }
  /// Every answer in unsent batches, carried ones too, by its unit.
  std::multiset<int> answers_in(const std::vector<Batch>& batches) {
    std::multiset<int> answers;
    for (const auto& batch : batches) {
      if (batch.frame.carried) {
        const auto inner = batch_from_body(batch.carried_body).value();
        answers.merge(answers_in({inner}));
      }
      for (const auto& content : open_boxes(batch))
        if (const auto* box = std::get_if<AnswerBox>(&content))
          answers.insert(static_cast<int>(box->unit));
    }
    return answers;
  }

  /// Nothing may be deleted for 35 days (C4), so what was handed over is here too. Ends the book,
  /// which lets nobody look beside it.
  std::vector<Batch> every_batch() {
    book.reset();
    auto file = Database::open(settings.folder / "answers.db", Database::Role::Reader, settings.vfs)
                    .value();
    auto bodies = file.prepare("SELECT body FROM batches WHERE body IS NOT NULL").value();
    std::vector<Batch> batches;
    while (bodies.step().value()) batches.push_back(batch_from_body(bodies.blob(0)).value());
    return batches;
  }

  Receipt receipt(Epoch epoch, std::vector<StoredRange> stored) {
    return {"c", "one", 7, epoch, std::move(stored), 0, clock.boot_began() + clock.ticks()};
  }
  Receipt receipt_for_all() {
    std::vector<StoredRange> ranges;
    Epoch epoch = 0;
    std::int64_t after = 0;
    while (auto next = book->next_to_send(after).value()) {
      after = next->name.n;
      epoch = next->name.epoch;
      ranges.push_back({after, after, next->name.digest});
    }
    return receipt(epoch, ranges);
  }

  ScratchFolder folder;
  ManualClock clock;
  OpeningKey key = OpeningKey::generate();
  StoreSettings settings;
  std::unique_ptr<AnswerBook> book;
  int next_answer = 0;
  VisitNumber visits = 0;
};

inline std::string daypart_of(const Frame& frame) {
  const auto* day = std::get_if<DayStamp>(&frame.stamp);
  return day == nullptr ? "" : day->daypart;
}

}  // namespace stemme
