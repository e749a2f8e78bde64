/// Traces of hands on the glass, as text: what touched it where and when, in millimetres of a 10.1"
/// panel. Kept as files, so that the same hands can be laid on the guard, on SDL's event queue and
/// on a multi-touch device of the kernel. Values.
#pragma once

#include <string>
#include <vector>

#include "app/display/fingers.h"

namespace stemme {

/// One line:
///   <ms> <finger>+ <x> <y>   lands       <ms> show    a new screen
///   <ms> <finger>~ <x> <y>   moves       <ms> visit   a new visit
///   <ms> <finger>- <x> <y>   lifts       <ms> pass    the guard's deadline has come
/// Blank lines and what follows # say why; "# expect <text>" says what must come of it.
struct TraceStep {
  enum class What { Touch, Show, Visit, Pass };
  What what = What::Touch;
  Contact contact;  ///< its ticks hold for every step; its id is the finger's letter
};

struct Trace {
  std::string expected;
  std::vector<TraceStep> steps;
};

/// STEMME_ASSERTs that every line can be read: a trace is a test's own.
Trace read_trace(const std::string& text);

}  // namespace stemme
