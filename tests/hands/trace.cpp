#include "tests/hands/trace.h"

#include <map>
#include <sstream>

#include "server-sync/foundation/result.h"

namespace stemme {
namespace {

constexpr std::string_view expect_mark = "# expect ";

TraceStep step_from(std::istringstream& words, long ms) {
  static const std::map<std::string, TraceStep::What> whats{{"show", TraceStep::What::Show},
                                                            {"visit", TraceStep::What::Visit},
                                                            {"pass", TraceStep::What::Pass}};
  static const std::map<char, Contact::Phase> phases{
      {'+', Contact::Phase::Down}, {'~', Contact::Phase::Move}, {'-', Contact::Phase::Up}};
  std::string what;
  words >> what;
  TraceStep step;
  step.contact.ticks = Ticks(ms);
  if (const auto found = whats.find(what); found != whats.end()) {
    step.what = found->second;
    return step;
  }
  STEMME_ASSERT(what.size() == 2 && phases.contains(what[1]));
  step.contact.id = static_cast<unsigned char>(what[0]);
  step.contact.phase = phases.at(what[1]);
  words >> step.contact.at.x >> step.contact.at.y;
  STEMME_ASSERT(!words.fail());
  return step;
}

}  // namespace

Trace read_trace(const std::string& text) {
  Trace trace;
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    if (line.starts_with(expect_mark)) trace.expected = line.substr(expect_mark.size());
    std::istringstream words(line.substr(0, line.find('#')));
    long ms = 0;
    if (words >> ms) trace.steps.push_back(step_from(words, ms));
  }
  return trace;
}

}  // namespace stemme
