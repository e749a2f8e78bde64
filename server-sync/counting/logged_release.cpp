#include "server-sync/counting/logged_release.h"

#include <algorithm>

#include "server-sync/counting/counts_file.h"
#include "server-sync/counting/set_aside.h"
#include "server-sync/counting/shelf_json.h"

namespace stemme {
namespace {

using Event = LoggedRelease::Event;

constexpr std::size_t name_bytes_max = 256;

constexpr std::pair<Event, const char*> events[] = {{Event::Week, "week"},
                                                    {Event::Rounds, "rounds"},
                                                    {Event::Together, "together"},
                                                    {Event::Overfull, "overfull"}};

const char* name_of(Event event) {
  return std::find_if(std::begin(events), std::end(events),
                      [&](const auto& known) { return known.first == event; })
      ->second;
}

std::optional<Event> event_called(std::string_view name) {
  for (const auto& [event, known] : events)
    if (known == name) return event;
  return std::nullopt;
}

std::string part_json(const std::pair<const DeviceId, int>& part) {
  return json_list({id_json(part.first), std::to_string(part.second)});
}

std::string atom_json(const LoggedAtom& atom) {
  JsonObject json;
  json.part("key", to_json(atom.key)).text("first", atom.first).text("last", atom.last);
  if (atom.round != 0) json.text("round", id_text(atom.round));
  if (!atom.members.empty()) json.part("rounds", json_list_of(atom.members, id_json));
  json.truth("late", atom.late);
  if (atom.set_aside != 0) json.number("aside", atom.set_aside);
  if (!atom.set_aside_of.empty()) json.part("of", json_list_of(atom.set_aside_of, part_json));
  if (atom.finding) json.part("finding", to_json(*atom.finding));
  const auto digest_json = [](const Digest& digest) { return json_string(to_hex(digest)); };
  return json.part("batches", json_list_of(atom.batches, digest_json)).written();
}

Result<std::pair<DeviceId, int>> part_from(const JsonValue& json) {
  const auto* parts = TRY(json.as_items(2));
  if (parts->size() != 2) return invalid("a terminal's part is its id and a number");
  const auto device = TRY(id_from(parts->at(0)));
  const auto answers = TRY(count_from(parts->at(1)));
  return std::pair(device, answers);
}

/// What stands only in some atoms.
Result<void> read_some(const JsonValue& json, LoggedAtom& atom) {
  if (json.has("round")) {
    const auto* round = TRY(json.part("round"));
    atom.round = TRY(id_from(*round));
  }
  if (json.has("rounds")) atom.members = TRY(json.rows<RoundId>("rounds", listed_max, id_from));
  if (json.has("aside")) atom.set_aside = TRY(count_in(json, "aside"));
  if (json.has("of")) {
    const auto parts = TRY(json.rows("of", listed_max, part_from));
    atom.set_aside_of = {parts.begin(), parts.end()};
  }
  if (!json.has("finding")) return {};
  const auto* finding = TRY(json.part("finding"));
  auto read = TRY(finding_from_json(finding->written()));
  atom.finding = std::move(read);
  return {};
}

Result<LoggedAtom> atom_from(const JsonValue& json) {
  LoggedAtom atom;
  const auto* key = TRY(json.part("key"));
  atom.key = TRY(key_from(*key));
  atom.first = TRY(json.text("first", name_bytes_max));
  atom.last = TRY(json.text("last", name_bytes_max));
  atom.late = TRY(json.flag("late"));
  atom.batches = TRY(json.rows("batches", listed_max, hex_from<32>));
  TRY(read_some(json, atom));
  return atom;
}

bool of_rounds(const QuestionKey& key) { return key.mode != Mode::Apen; }

Result<void> write_batches(Database& counts, const std::string& owner, const LoggedAtom& atom) {
  auto row = TRY(counts.prepare(
      "INSERT OR IGNORE INTO released_batches(owner, unit, pack, question, mode, digest) "
      "VALUES(?,?,?,?,?,?)"));
  for (const auto& digest : atom.batches) {
    TRY(bind_key(row, owner, atom.key).bind(ByteView(digest)).run());
  }
  return {};
}

Result<void> write_finding(Database& counts, const LoggedRelease& release, const LoggedAtom& atom) {
  if (!atom.finding) return {};
  if (of_rounds(atom.key)) {
    auto row =
        TRY(counts.prepare("INSERT OR REPLACE INTO round_findings(owner, unit, pack, question, "
                           "mode, day, round, shown, "
                           "finding) VALUES(?,?,?,?,?,?,?,?,?)"));
    bind_key(row, release.owner, atom.key).bind(atom.last).bind(row_id(atom.round));
    const auto day = TRY(date_from(atom.last));
    const auto shown = std::max(to_text(week_of(day)), release.shown);
    return row.bind(shown).bind(to_json(*atom.finding)).run();
  }
  auto row =
      TRY(counts.prepare("INSERT OR REPLACE INTO findings(owner, unit, pack, question, mode, last, "
                         "first, late, finding) "
                         "VALUES(?,?,?,?,?,?,?,?,?)"));
  bind_key(row, release.owner, atom.key).bind(atom.last).bind(atom.first).bind(atom.late ? 1 : 0);
  return row.bind(to_json(*atom.finding)).run();
}

/// C9: the exact tally is destroyed. Of the open answers everything through the atom's last week;
/// of a round its own answers, or its day's.
Result<void> destroy_tally(Database& counts, const std::string& owner, const LoggedAtom& atom) {
  const bool one_round = atom.round != 0;
  for (const char* table : {"tallies", "pair_tallies", "tally_batches"}) {
    // Batches of rounds stand under their day, and a day closes whole.
    const bool by_round = one_round && std::string_view(table).ends_with("tallies");
    auto rows = TRY(counts.prepare(
        std::string("DELETE FROM ") + table +
        " WHERE owner=? AND unit=? AND pack=? AND question=? AND mode=? AND period<=?" +
        (of_rounds(atom.key) ? " AND period>=?" : "") + (by_round ? " AND round=?" : "")));
    bind_key(rows, owner, atom.key).bind(atom.last);
    if (of_rounds(atom.key)) rows.bind(atom.first);
    if (by_round) rows.bind(row_id(atom.round));
    TRY(rows.run());
  }
  return {};
}

Result<void> take_from_terminals(Database& counts, const std::string& owner,
                                 const LoggedAtom& atom) {
  auto part =
      TRY(counts.prepare("INSERT INTO overfull_parts(owner, device, answers) VALUES(?,?,?) "
                         "ON CONFLICT DO UPDATE SET answers=answers+excluded.answers"));
  for (const auto& [device, answers] : atom.set_aside_of)
    TRY(part.bind(owner).bind(row_id(device)).bind(answers).run());
  return {};
}

/// The day leaves the tallies and stands in the line of the page that is about to come out; not
/// under a batch, so that what came of it later is told from it.
Result<void> put_aside(Database& counts, const LoggedRelease& release, const LoggedAtom& atom) {
  for (const char* table : {"tallies", "pair_tallies", "tally_batches"}) {
    auto rows = TRY(
        counts.prepare(std::string("DELETE FROM ") + table +
                       " WHERE owner=? AND unit=? AND pack=? AND question=? AND mode=? AND day=?"));
    TRY(bind_key(rows, release.owner, atom.key).bind(atom.last).run());
  }
  auto line = TRY(counts.prepare(
      "INSERT INTO set_aside(owner, house, week, reason, digest, answers) VALUES(?,?,?,?,?,?) "
      "ON CONFLICT DO UPDATE SET answers=answers+excluded.answers"));
  line.bind(release.owner).bind(release.house).bind(release.through).bind(aside::overfull);
  TRY(line.bind(ByteView()).bind(atom.set_aside).run());
  TRY(take_from_terminals(counts, release.owner, atom));
  auto day =
      TRY(counts.prepare("INSERT OR IGNORE INTO overfull_days(owner, unit, day) "
                         "VALUES(?,?,?)"));
  return day.bind(release.owner).bind(row_id(atom.key.unit)).bind(atom.last).run();
}

/// A round that is closed is known by its id, so that what comes later is not counted into another.
Result<void> remember_rounds(Database& counts, const LoggedRelease& release,
                             const LoggedAtom& atom) {
  auto row =
      TRY(counts.prepare("INSERT OR REPLACE INTO rounds(owner, unit, pack, question, mode, round, "
                         "house, day, finding, "
                         "closed) VALUES(?,?,?,?,?,?,?,?,?,1)"));
  auto rounds = atom.members;
  if (atom.round != 0) rounds.push_back(atom.round);
  for (const auto round : rounds) {
    bind_key(row, release.owner, atom.key).bind(row_id(round)).bind(release.house).bind(atom.last);
    atom.round != 0 && atom.finding ? row.bind(to_json(*atom.finding)) : row.bind_null();
    TRY(row.run());
  }
  return {};
}

Result<void> apply(Database& counts, const LoggedRelease& release, const LoggedAtom& atom) {
  TRY(write_batches(counts, release.owner, atom));
  if (release.event == Event::Overfull) return put_aside(counts, release, atom);
  TRY(write_finding(counts, release, atom));
  TRY(destroy_tally(counts, release.owner, atom));
  return remember_rounds(counts, release, atom);
}

Result<void> close_rounds(Database& counts, const LoggedRelease& release) {
  auto closed = TRY(counts.prepare(
      "UPDATE rounds SET closed=1 WHERE owner=? AND house=? AND closed=0 AND day<=?"));
  TRY(closed.bind(release.owner).bind(release.house).bind(release.through).run());
  auto through =
      TRY(counts.prepare("INSERT INTO rounds_closed(owner, house, through) VALUES(?,?,?) "
                         "ON CONFLICT DO UPDATE SET through=max(through, excluded.through)"));
  return through.bind(release.owner).bind(release.house).bind(release.through).run();
}

/// What was set aside of a week may be said when the week is out.
Result<void> write_week(Database& counts, const LoggedRelease& release) {
  auto stale = TRY(counts.prepare("UPDATE reckonings SET is_stale=1 WHERE owner=? AND house=?"));
  TRY(stale.bind(release.owner).bind(release.house).run());
  auto row =
      TRY(counts.prepare("INSERT OR REPLACE INTO weeks(owner, house, week, note) VALUES(?,?,?,?)"));
  return row.bind(release.owner)
      .bind(release.house)
      .bind(release.through)
      .bind(to_json(release.note))
      .run();
}

Result<LoggedRelease> release_from(const JsonValue& json, Event event) {
  LoggedRelease release;
  release.event = event;
  release.seq = TRY(json.number("seq", 0, json_number_max));
  release.owner = TRY(json.text("owner", name_bytes_max));
  release.house = TRY(json.text("house", name_bytes_max));
  release.through = TRY(json.text("through", name_bytes_max));
  if (json.has("shown")) release.shown = TRY(json.text("shown", name_bytes_max));
  release.atoms = TRY(json.rows("atoms", listed_max, atom_from));
  if (!json.has("note")) return release;
  const auto* note = TRY(json.part("note"));
  release.note = TRY(week_note_from(*note));
  return release;
}

/// It is ours: what cannot be read was not written by us.
Error unreadable(const Error& error) {
  return corrupt("a line of the release log: " + error.message());
}

}  // namespace

std::string to_line(const LoggedRelease& release) {
  JsonObject json;
  json.text("event", name_of(release.event)).number("seq", release.seq);
  json.text("owner", release.owner).text("house", release.house).text("through", release.through);
  if (release.event == Event::Rounds || release.event == Event::Together)
    json.text("shown", release.shown);
  json.part("atoms", json_list_of(release.atoms, atom_json));
  if (release.event == Event::Week) json.part("note", to_json(release.note));
  return json.written();
}

Result<std::optional<LoggedRelease>> release_from_line(const std::string& line) {
  const auto json = read_json(line, line.size());
  if (!json) return unreadable(json.error());
  if (!json->has("event")) return std::optional<LoggedRelease>();
  const auto name = json->text("event", name_bytes_max);
  if (!name) return unreadable(name.error());
  const auto event = event_called(*name);
  if (!event) return std::optional<LoggedRelease>();
  auto release = release_from(*json, *event);
  if (!release) return unreadable(release.error());
  return std::optional(std::move(release).value());
}

Result<void> apply(Database& counts, const LoggedRelease& release, const std::string& line) {
  return counts.in_transaction([&]() -> Result<void> {
    for (const auto& atom : release.atoms) TRY(apply(counts, release, atom));
    if (release.event == Event::Week) TRY(write_week(counts, release));
    if (release.event == Event::Rounds) TRY(close_rounds(counts, release));
    auto applied = TRY(counts.prepare("INSERT INTO applied(seq, digest) VALUES(?,?)"));
    return applied.bind(release.seq).bind(ByteView(sha256(as_bytes(line)))).run();
  });
}

Result<std::int64_t> last_applied(Database& counts) {
  auto last = TRY(counts.prepare("SELECT coalesce(max(seq), 0) FROM applied"));
  TRY(last.step());
  return last.integer(0);
}

Result<void> check_applied(Database& counts, std::int64_t seq, const std::string& line) {
  auto applied = TRY(counts.prepare("SELECT digest FROM applied WHERE seq=?"));
  applied.bind(seq);
  const auto digest = sha256(as_bytes(line));
  const auto found = TRY(applied.step());
  if (found && applied.blob(0) != to_bytes(digest)) {
    return corrupt("the release log is not the one these counts were released with");
  }
  return {};
}

}  // namespace stemme
