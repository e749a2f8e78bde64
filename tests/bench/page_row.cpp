#include "server-sync/dashboard/staff_pages.h"
#include "tests/bench/collector_rows.h"
#include "tests/bench/full_shelf.h"

namespace stemme {
namespace {

constexpr int runs = 5;
constexpr std::size_t pages_a_run = 400;
/// Twenty kindergartens, six groups, forty weeks: a school year of a municipality (domain §7.4).
constexpr ShelfSize school_year{20, 40};
constexpr ShelfSize one_house{1, 8};
constexpr std::int64_t answers_min = 390'000;

Request ask(const std::string& method, const std::string& path, const std::string& cookie) {
  Request request;
  request.method = method;
  request.authority = "collector.example";
  request.path = path;
  request.peer = "192.0.2.7";
  request.fields.set("cookie", cookie);
  return request;
}

std::string cookie_of(const Reply& reply) {
  const std::string cookie(reply.fields.find("set-cookie").value_or(""));
  return cookie.substr(0, cookie.find(';'));
}

/// Pages, and a browser that is signed in.
class Reader {
 public:
  static Result<Reader> sign_in(FullShelf& shelf, const std::filesystem::path& folder,
                                const std::filesystem::path& source) {
    auto pages = TRY(StaffPages::open(
        {folder, source / "assets/texts", source / "server-sync/dashboard/templates"},
        shelf.reg()));
    const auto guard = cookie_of(pages.answer(ask("GET", "/login", ""), FullShelf::now()));
    auto form = ask("POST", "/login", guard);
    form.fields.set("sec-fetch-site", "same-origin");
    const auto filled = "token=" + guard.substr(guard.find('=') + 1) + "&name=" + FullShelf::login +
                        "&password=" + FullShelf::password;
    form.body = to_bytes(as_bytes(filled));
    const auto reply = pages.answer(form, FullShelf::now());
    if (reply.status != 303)
      return unexpected("signing in: status " + std::to_string(reply.status));
    return Reader(shelf, std::move(pages), cookie_of(reply));
  }

  Result<double> p99() {
    std::vector<double> took;
    for (std::size_t i = 0; i < pages_a_run; ++i) {
      const auto request = ask("GET", shelf_->page(read_++), cookie_);
      const auto began = moment();
      const auto reply = pages_.answer(request, FullShelf::now());
      took.push_back(ms_since(began));
      if (reply.status != 200)
        return unexpected(request.path + ": status " + std::to_string(reply.status));
    }
    return quantile(took, 0.99);
  }

 private:
  Reader(FullShelf& shelf, StaffPages pages, std::string cookie)
      : shelf_(&shelf), pages_(std::move(pages)), cookie_(std::move(cookie)) {}
  FullShelf* shelf_;
  StaffPages pages_;
  std::string cookie_;
  std::size_t read_ = 0;
};

}  // namespace

Result<Row> summary_page(const std::filesystem::path& folder, const std::filesystem::path& source) {
  auto full = TRY(FullShelf::fill(folder / "full", source, school_year));
  auto small = TRY(FullShelf::fill(folder / "small", source, one_house));
  if (full->answers() < answers_min) return unexpected("the shelf holds too few answers");
  auto reader = TRY(Reader::sign_in(*full, folder / "full", source));
  auto beside = TRY(Reader::sign_in(*small, folder / "small", source));
  Row row{"summary_page_p99_ms_400k", "ms", {}, {}};
  for (int run = 0; run < runs; ++run) {
    const auto mine = TRY(reader.p99());
    const auto other = TRY(beside.p99());
    row.runs.push_back(mine);
    row.against.push_back(other);
  }
  return row;
}

}  // namespace stemme
