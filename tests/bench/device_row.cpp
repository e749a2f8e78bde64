#include "tests/bench/device_row.h"

#include "app/answers/answer_book.h"
#include "tests/stand-ins/manual_clock.h"

namespace stemme {
namespace {

constexpr int visits = 2000;
constexpr int answers_a_visit = 2;
constexpr int visits_between_looks = 100;

OutboxTerms terms() {
  OutboxTerms terms;
  terms.owner = "lynghei";
  terms.house = "storvik";
  terms.device = 7;
  terms.sealing = OpeningKey::generate().sealing_key();
  terms.zone = "Europe/Oslo";
  terms.dayparts = {{"dag", std::chrono::minutes(0)}};
  terms.software = "bench";
  return terms;
}

VisitWrite visit(VisitNumber number) {
  AnswerBox answer;
  answer.shown = {0, 1, 2};
  answer.chosen = {1};
  VisitWrite write;
  write.visit = number;
  write.visit_is = VisitWrite::Visit::Over;
  write.answers.assign(answers_a_visit, answer);
  write.visit_box = VisitBox{"nb", VisitEnd::Finished};
  return write;
}

Result<void> live(AnswerBook& book, ManualClock& clock) {
  TRY(book.adopt(terms()));
  TRY(book.anchor({clock.boot_id(), clock.boot_began()}));
  for (int i = 1; i <= visits; ++i) {
    const auto number = static_cast<VisitNumber>(i);
    book.visit_began(number);
    TRY(book.keep(visit(number)));
    if (i % visits_between_looks == 0) TRY(book.work());
  }
  TRY(book.send_now());
  // Closed rows go a slice at a time, and the file is put in order when nobody touches it.
  for (int i = 0; i < visits; ++i) {
    clock.advance(std::chrono::seconds(10));
    TRY(book.work());
    const auto next = TRY(book.next_work());
    if (!next || *next > clock.ticks() + std::chrono::minutes(1)) break;
  }
  return {};
}

}  // namespace

Result<Row> device_bytes(const std::filesystem::path& folder) {
  ManualClock clock;
  auto book = TRY(AnswerBook::open({folder, {}, 0}, clock));
  TRY(live(*book, clock));
  const auto figures = TRY(book->figures());
  if (figures.unsent_answers != visits * answers_a_visit)
    return unexpected("not every answer was closed");
  book.reset();
  double bytes = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder))
    if (file.is_regular_file()) bytes += static_cast<double>(file.file_size());
  const double answers = visits * answers_a_visit;
  return Row{"device_bytes_per_answer", "bytes", {bytes / answers}, {double{box_bytes}}};
}

}  // namespace stemme
