/// One mistake in a file that people write, in their words: where it is, what is wrong, what to do.
/// Packs, texts, owners and settings are all answered this way. Values; any thread.
#pragma once

#include <string>
#include <vector>

#include "server-sync/foundation/result.h"

namespace stemme {

struct Complaint {
  std::string
      file;      ///< empty when `wrong` is a whole answer already, of a reader that stops at once
  int line = 0;  ///< 0 when the whole file is meant
  std::string wrong;
  std::string remedy;
  bool operator==(const Complaint&) const = default;
};
using Complaints = std::vector<Complaint>;

/// "packs/x.toml:12: the scale "faces9" is not in this file. Add it with [[scale]]."
std::string to_text(const Complaint& complaint);
/// Invalid, with a line for each complaint.
Error as_error(const Complaints& complaints);

}  // namespace stemme
