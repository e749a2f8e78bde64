/// What the sync thread sees of the store, without the store's thread: a book, called directly. One
/// thread.
#pragma once

#include "app/answers/answer_book.h"
#include "server-sync/device/outbox.h"

namespace stemme {

class BookOutbox final : public Outbox {
 public:
  explicit BookOutbox(AnswerBook& book) : book_(&book) {}

  Result<void> adopt(const OutboxTerms& terms) override { return book_->adopt(terms); }
  Result<void> anchor(const Anchor& anchor) override { return book_->anchor(anchor); }
  Result<std::optional<OutgoingBatch>> next_to_send(std::int64_t after) override {
    return book_->next_to_send(after);
  }
  Result<void> apply(const Receipt& receipt) override { return book_->apply(receipt); }
  Result<void> hold(const BatchName& name, ProblemType why) override {
    return book_->hold(name, why);
  }
  Result<void> begin_new_epoch(Epoch epoch) override { return book_->begin_new_epoch(epoch); }
  Result<OutboxFigures> figures() override { return book_->figures(); }
  void on_close(std::function<void()>) override {}

 private:
  AnswerBook* book_;
};

}  // namespace stemme
