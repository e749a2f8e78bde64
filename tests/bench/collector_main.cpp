/// stemme-bench-collector ROW FOLDER SOURCE: one row of the bench, as a line of JSON. SOURCE holds
/// assets/ and the pages' templates. Besides rows: `signed-request FOLDER "HOST:PORT CODE"`.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/bench/collector_rows.h"

namespace stemme {
namespace {

int run(const std::string& what, const std::filesystem::path& folder,
        const std::filesystem::path& source) {
  if (what == "ingest_answers_vs_sqlite_ceiling")
    return tell(ingest_answers(what, folder, source / "assets", a_busy_daypart));
  const std::string ingest_row = "ingest_answers_vs_sqlite_ceiling_";
  if (what.starts_with(ingest_row))
    return tell(ingest_answers(what, folder, source / "assets",
                               std::atoi(what.c_str() + ingest_row.size())));
  const std::string intake_row = "intake_answers_per_cpu_s_";
  if (what.starts_with(intake_row))
    return tell(intake_cpu(folder, source / "assets", std::atoi(what.c_str() + intake_row.size())));
  if (what == "collector_bytes_per_answer") return tell(collector_bytes(folder, source / "assets"));
  if (what == "counted_answers_per_cpu_s") return tell(counted_answers(folder, source / "assets"));
  if (what == "counted_batches_of_a_long_epoch")
    return tell(counted_in_long_epochs(folder, source / "assets"));
  if (what == "summary_page_p99_ms_400k") return tell(summary_page(folder, source));
  std::fprintf(stderr, "no such row: %s\n", what.c_str());
  return 2;
}

}  // namespace
}  // namespace stemme

int main(int argc, char** argv) {
  if (argc == 4 && std::string(argv[1]) == "signed-request") {
    const auto request = stemme::signed_request(argv[2], argv[3]);
    if (!request) std::fprintf(stderr, "%s\n", request.error().message().c_str());
    if (request) std::puts(request->c_str());
    return request ? 0 : 1;
  }
  if (argc != 4) {
    std::fputs("usage: stemme-bench-collector ROW FOLDER SOURCE\n", stderr);
    return 2;
  }
  return stemme::run(argv[1], argv[2], argv[3]);
}
