/// What can fail returns a Result: a value, or an Error that says what the
/// caller does next. Spelled like std::expected so that a later compiler can
/// take over. Values; any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

/// Checked in release builds too: a broken assumption stops the process. The
/// watchdog starts it again and what is stored is transactional, so stopping is
/// safer than going on.
#define STEMME_ASSERT(condition) \
  ((condition) ? void() : ::stemme::assumption_broken(#condition, __FILE__, __LINE__))

namespace stemme {

[[noreturn]] void assumption_broken(const char* condition, const char* file, int line);

/// Sorted by what the caller does, not by what broke.
enum class Failure {
  Offline,     ///< try later
  Refused,     ///< stop, tell staff
  Invalid,     ///< set this input aside and go on
  Missing,     ///< use the fallback
  Full,        ///< stop accepting
  Corrupt,     ///< move the file away, start anew
  Unexpected,  ///< log, exit, restart
};

class [[nodiscard]] Error {
 public:
  Error(Failure failure, std::string message) : failure_(failure), message_(std::move(message)) {}

  Failure failure() const { return failure_; }
  /// For people. Never holds an answer, a name or a key.
  const std::string& message() const { return message_; }

  /// Puts what was being done in front, so that the logged line reads as a
  /// chain.
  Error while_doing(std::string_view what) && {
    message_ = std::string(what) + ": " + message_;
    return std::move(*this);
  }

 private:
  Failure failure_;
  std::string message_;
};

/// Somebody assumed that it went well: says why it did not, and stops the process.
[[noreturn]] void no_value(const Error& error);

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return held_.index() == 0; }
  bool has_value() const { return held_.index() == 0; }

  T& value() & { return check(), std::get<0>(held_); }
  const T& value() const& { return check(), std::get<0>(held_); }
  T value() && { return check(), std::get<0>(std::move(held_)); }
  T value_or(T otherwise) && {
    return *this ? std::get<0>(std::move(held_)) : std::move(otherwise);
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& { return std::get<1>(held_); }
  Error&& error() && { return std::get<1>(std::move(held_)); }

  Result while_doing(std::string_view what) && {
    if (*this) return std::move(*this);
    return std::get<1>(std::move(held_)).while_doing(what);
  }

 private:
  void check() const {
    if (!has_value()) no_value(error());
  }
  std::variant<T, Error> held_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : held_(std::move(error)) {}

  explicit operator bool() const { return held_.index() == 0; }
  bool has_value() const { return held_.index() == 0; }
  void value() const {
    if (!has_value()) no_value(error());
  }

  const Error& error() const& { return std::get<Error>(held_); }
  Error&& error() && { return std::get<Error>(std::move(held_)); }

  Result while_doing(std::string_view what) && {
    if (*this) return {};
    return std::get<Error>(std::move(held_)).while_doing(what);
  }

 private:
  std::variant<std::monostate, Error> held_;
};

inline Error invalid(std::string message) { return {Failure::Invalid, std::move(message)}; }
inline Error missing(std::string message) { return {Failure::Missing, std::move(message)}; }
inline Error refused(std::string message) { return {Failure::Refused, std::move(message)}; }
inline Error offline(std::string message) { return {Failure::Offline, std::move(message)}; }
inline Error full(std::string message) { return {Failure::Full, std::move(message)}; }
inline Error corrupt(std::string message) { return {Failure::Corrupt, std::move(message)}; }
inline Error unexpected(std::string message) { return {Failure::Unexpected, std::move(message)}; }

}  // namespace stemme

/// Hands the value on or leaves the function with the error. Stands alone: as a
/// statement, or as the whole right side of `auto x = TRY(…);` (inside an
/// aggregate initialiser both compilers leak).
#define TRY(...) STEMME_TRY_NAMED(STEMME_TRY_JOIN(try_result_, __COUNTER__), __VA_ARGS__)
#define STEMME_TRY_JOIN(name, number) STEMME_TRY_JOIN_AGAIN(name, number)
#define STEMME_TRY_JOIN_AGAIN(name, number) name##number
#define STEMME_TRY_NAMED(held, ...)              \
  __extension__({                                \
    auto held = (__VA_ARGS__);                   \
    if (!held) return ::std::move(held).error(); \
    ::std::move(held).value();                   \
  })
