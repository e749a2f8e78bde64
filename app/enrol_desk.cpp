#include "app/enrol_desk.h"

#include <cctype>

#include "app/presenter.h"

namespace stemme {
namespace {

constexpr std::size_t code_letters = 16;
constexpr std::size_t address_letters_max = 80;

}  // namespace

void EnrolDesk::open() {
  code_.clear();
  is_address_ = address_.empty();
  notice_ = Notice::None;
}

void EnrolDesk::tap(int target) {
  auto& field = is_address_ ? address_ : code_;
  if (target == target_address || target == target_code) is_address_ = target == target_address;
  if (target == target_erase && !field.empty()) field.pop_back();
  if (target == target_enter) is_wished_ = true;
  const auto key = static_cast<std::size_t>(target - target_key_first);
  if (target < target_key_first || key >= enrol_keys.size()) return;
  notice_ = Notice::None;
  const char letter = enrol_keys[key];
  if (is_address_ && field.size() < address_letters_max)
    field += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  // The marks belong to addresses only.
  if (!is_address_ && field.size() < code_letters &&
      std::isalnum(static_cast<unsigned char>(letter)) != 0)
    field += letter;
}

std::optional<std::pair<std::string, EnrolmentCode>> EnrolDesk::take_wish() {
  if (!std::exchange(is_wished_, false) || notice_ == Notice::Working) return std::nullopt;
  auto code = enrolment_code_from(code_);
  if (!code || address_.empty()) {
    notice_ = Notice::Mistyped;
    return std::nullopt;
  }
  notice_ = Notice::Working;
  return std::pair(address_, *code);
}

void EnrolDesk::failed(Failure failure) {
  notice_ = failure == Failure::Offline   ? Notice::NoContact
            : failure == Failure::Invalid ? Notice::Another
                                          : Notice::Expired;
}

EnrolView EnrolDesk::view(const Phrasebook& words, bool is_connected) const {
  EnrolView view;
  view.reading = reading_of(words);
  view.title = words.phrase(is_connected ? "enrol_again_title" : "enrol_title");
  view.how = words.phrase(is_connected ? "enrol_again_how" : "enrol_how");
  if (is_connected) view.back = words.phrase("back");
  view.address_label = words.phrase("enrol_address");
  view.address = address_;
  view.code_label = words.phrase("enrol_code");
  view.code = code_;
  view.is_address = is_address_;
  view.connect = words.phrase("enrol_connect");
  view.erase = words.phrase("staff_erase");
  view.is_working = notice_ == Notice::Working;
  switch (notice_) {
    case Notice::None:
      break;
    case Notice::Mistyped:
      view.notice = words.phrase("enrol_mistyped");
      break;
    case Notice::Working:
      view.notice = words.phrase("enrol_working");
      break;
    case Notice::Expired:
      view.notice = words.phrase("enrol_expired");
      break;
    case Notice::Another:
      view.notice = words.phrase("enrol_another");
      break;
    case Notice::NoContact:
      view.notice = words.phrase("enrol_no_contact", {{"address", address_}});
      break;
  }
  return view;
}

}  // namespace stemme
