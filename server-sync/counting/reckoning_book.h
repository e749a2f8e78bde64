/// What may be said of each terminal's answers (C2, C8): exact sums of its marks become one line of
/// multiples of three, which stands on the shelf. Made anew where a batch has been looked at, or a
/// page has come out, since. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "server-sync/counting/counts_file.h"
#include "server-sync/counting/guide.h"
#include "server-sync/intake/ledger.h"

namespace stemme {

/// Exact; inside counting only.
struct TerminalSums {
  std::int64_t made = 0;        ///< as its frames claim, with what is lost
  std::int64_t on_the_way = 0;  ///< claimed, and in no batch that has been looked at
  std::int64_t lost = 0;        ///< at most: unclosed ones of a corrupt file, ended epochs (C4)
  /// By reason. Runs and noise only of weeks that are out: they hang on what was answered.
  std::map<std::string, std::int64_t> set_aside;
};

/// The public side of the sums, without a day. What it says hangs on nothing below six.
Reckoning reckoned(const TerminalSums& sums);

/// What the terminal says it has made, arrived or not.
Result<void> note_told(Database& counts, Guide& guide, const std::string& owner,
                       const ToldTotal& told);
/// In the transaction that enters the batch.
Result<void> note_looked_at(Database& counts, const ArrivedBatch& arrived, const Frame& frame);
/// Makes the lines that are not of now.
Result<void> make_reckonings(Database& counts, Guide& guide, const std::string& owner);

}  // namespace stemme
