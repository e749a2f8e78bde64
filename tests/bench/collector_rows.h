/// What a collector costs: storing, counting, showing. Each row in a folder of its own. One thread,
/// but for the rooms' own.
#pragma once

#include <filesystem>
#include <string>

#include "tests/bench/figures/figures.h"

namespace stemme {

/// Answers a second, from request to receipt; beside one loop over plain SQLite that makes the same
/// batches durable in the same groups, and checks, signs and remembers nothing.
Result<Row> ingest_answers(const std::string& row, const std::filesystem::path& folder,
                           const std::filesystem::path& assets, int answers_each);
/// Of a department (domain §7.4).
inline constexpr int a_busy_daypart = 40;
/// Answers from request to receipt in a second of CPU, so many a request; beside what signatures
/// and digests alone cost.
Result<Row> intake_cpu(const std::filesystem::path& folder, const std::filesystem::path& assets,
                       int answers_each);
/// On disk, stored and counted; beside its box.
Result<Row> collector_bytes(const std::filesystem::path& folder,
                            const std::filesystem::path& assets);
/// Enrols a terminal at `where` ("HOST:PORT CODE") and prints its first batch as a request, signed,
/// in JSON: for a load generator.
Result<std::string> signed_request(const std::filesystem::path& folder, const std::string& where);
/// Answers that are opened, checked and tallied in a second of CPU; beside opening the same boxes.
Result<Row> counted_answers(const std::filesystem::path& folder,
                            const std::filesystem::path& assets);
/// Batches that are counted and reconciled in a second of CPU when their terminal has been in one
/// epoch for long; beside as many from short epochs.
Result<Row> counted_in_long_epochs(const std::filesystem::path& folder,
                                   const std::filesystem::path& assets);
/// A group's week as a browser asks for it, from a shelf of a school year; beside the same from a
/// shelf with one house's first weeks.
Result<Row> summary_page(const std::filesystem::path& folder, const std::filesystem::path& source);

}  // namespace stemme
