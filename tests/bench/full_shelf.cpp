#include "tests/bench/full_shelf.h"

#include <random>

#include "server-sync/counting/counts_file.h"
#include "server-sync/counting/logged_release.h"
#include "server-sync/counting/shelf_json.h"
#include "server-sync/foundation/durable_file.h"

namespace stemme {
namespace {

constexpr int units_a_house = 6;
constexpr int questions_a_week = 3;
constexpr int batches_an_atom = 4;
constexpr std::size_t text_bytes_max = 1 << 20;
constexpr IsoWeek first_week{2026, 34};

std::string house_id(int house) { return "hus-" + std::to_string(house); }

/// Mostly good, with a few skips: twenty to thirty-six answers.
Tally tally_of(const Question& question, std::mt19937_64& random) {
  Tally tally;
  tally.options.resize(question.options.size());
  const int answers = 20 + static_cast<int>(random() % 17);
  for (int i = 0; i < answers; ++i) {
    const auto any = random() % tally.options.size();
    ++tally.options[random() % 3 == 0 ? any : tally.options.size() - 1];
  }
  tally.skips = static_cast<int>(random() % 4);
  return tally;
}

LoggedAtom atom_of(UnitId unit, const Pack& pack, int question, IsoWeek week) {
  LoggedAtom atom;
  atom.key = {unit, pack.digest, question, Mode::Apen};
  atom.first = atom.last = to_text(week);
  for (int i = 0; i < batches_an_atom; ++i) atom.batches.push_back(random_bytes<32>());
  return atom;
}

Result<void> say_complete(Database& counts, const std::string& house, IsoWeek week) {
  auto row = TRY(counts.prepare("INSERT INTO completeness VALUES (?,?,?,?)"));
  WeekCompleteness complete;
  complete.devices = 3;
  return row.bind("lynghei").bind(house).bind(to_text(week)).bind(to_json(complete)).run();
}

}  // namespace

Instant FullShelf::now() {
  return Instant(std::chrono::sys_days(std::chrono::year{2027} / 6 / 28));
}

Result<std::unique_ptr<FullShelf>> FullShelf::fill(const std::filesystem::path& folder,
                                                   const std::filesystem::path& source,
                                                   ShelfSize size) {
  std::filesystem::create_directories(folder);
  auto reg = TRY(Register::open(folder / "register.db", Register::Access::Write));
  std::unique_ptr<FullShelf> shelf(new FullShelf(std::move(reg)));
  TRY(shelf->furnish(source));
  for (int house = 0; house < size.houses; ++house) TRY(shelf->add_house(house));
  TRY(shelf->release(folder, size));
  return shelf;
}

Result<void> FullShelf::furnish(const std::filesystem::path& source) {
  TRY(register_.put_owner(
      {"lynghei", "Lynghei kommune", "Europe/Oslo", {"nb", "nn", "en"}, "", ""}));
  StoredPack stored;
  stored.structure = TRY(read_text_file(source / "assets/packs/bhg-dagen-56.toml", text_bytes_max));
  pack_ = TRY(load_pack(stored.structure, "bench"));
  stored.digest = pack_.digest;
  stored.id = pack_.id;
  stored.version = pack_.version;
  for (const char* language : {"nb", "nn", "en"}) {
    auto texts = TRY(
        read_text_file(source / "assets/texts" / language / "bhg-dagen-56.toml", text_bytes_max));
    stored.texts[language] = std::move(texts);
  }
  return register_.store_pack(stored);
}

Result<void> FullShelf::add_house(int house) {
  House record;
  record.id = house_id(house);
  record.name = "Hus " + std::to_string(house);
  record.kind = "barnehage";
  record.language = "nb";
  record.dayparts = {{"dag", std::chrono::minutes(0)}};
  TRY(register_.put_house(record));
  auto& mine = units_.emplace_back();
  for (int i = 0; i < units_a_house; ++i) {
    const auto unit = TRY(register_.add_unit(
        {0, record.id, "Gruppe " + std::to_string(i + 1), "barn", Band::FiveSix, 18, 2026, {}}));
    mine.push_back(unit);
  }
  if (house > 0) return {};
  return register_.add_staff({login, StaffRole::Head, record.id, {}}, password);
}

Result<void> FullShelf::release(const std::filesystem::path& folder, ShelfSize size) {
  auto counts = TRY(open_counts(folder));
  std::mt19937_64 random(1);
  std::int64_t seq = 0;
  weeks_ = size.weeks;
  for (int week = 0; week < size.weeks; ++week) {
    for (int house = 0; house < size.houses; ++house) {
      LoggedRelease release;
      release.seq = ++seq;
      release.owner = "lynghei";
      release.house = house_id(house);
      release.through = to_text(first_week + week);
      release.note.heard = units_[static_cast<std::size_t>(house)];
      for (const auto unit : release.note.heard) {
        for (int i = 0; i < questions_a_week; ++i) {
          const int question = (week + i) % static_cast<int>(pack_.questions.size());
          const auto& asked = pack_.questions[static_cast<std::size_t>(question)];
          const auto tally = tally_of(asked, random);
          answers_ += tally.n();
          auto atom = atom_of(unit, pack_, question, first_week + week);
          atom.finding = make_finding(asked.shape(), tally);
          release.atoms.push_back(std::move(atom));
        }
      }
      TRY(apply(counts, release, to_line(release)));
      TRY(say_complete(counts, release.house, first_week + week));
    }
  }
  return {};
}

std::string FullShelf::page(std::size_t any) const {
  const auto& mine = units_.front();
  const auto week = first_week + static_cast<int>(any / mine.size()) % weeks_;
  return "/week/" + id_text(mine[any % mine.size()]) + "/" + to_text(week);
}

}  // namespace stemme
