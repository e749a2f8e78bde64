#include "app/answers/box_shelf.h"

#include "server-sync/protocol/keys.h"

namespace stemme {
namespace {

/// Of 128 random bits the first is free; more are drawn only where randomness fails.
constexpr int draws_max = 64;

std::int64_t number(std::uint64_t id) { return static_cast<std::int64_t>(id); }

/// A note travels in frames only, so a frame is the one spelling it has.
Frame frame_around(const RoundNote& note) {
  Frame frame;
  frame.owner = frame.house = "note";
  frame.n = 1;
  frame.key = key_name({});
  frame.stamp = DayStamp{note.date, std::string(whole_day)};
  frame.rounds = {note};
  return frame;
}

void bind_day(Statement& statement, const std::optional<DayStamp>& day) {
  if (!day) {
    statement.bind_null().bind_null();
  } else {
    statement.bind(to_text(day->date)).bind(day->daypart);
  }
}

Result<Pile> pile_in(const Statement& row) {
  Pile pile;
  pile.id = row.integer(0);
  pile.kind = static_cast<PileKind>(row.integer(1));
  pile.key = row.text(2);
  if (!row.is_null(3)) {
    const auto date = TRY(date_from(row.text(3)));
    pile.day = DayStamp{date, row.text(4)};
  }
  pile.boot = static_cast<std::uint64_t>(row.integer(5));
  pile.state = static_cast<PileState>(row.integer(6));
  pile.boxes = static_cast<int>(row.integer(7));
  pile.age_from_h = static_cast<int>(row.integer(8));
  pile.age_to_h = static_cast<int>(row.integer(9));
  return pile;
}

}  // namespace

Result<BoxShelf> BoxShelf::open(Database& database) {
  auto insert = TRY(
      database.prepare("INSERT OR IGNORE INTO rows(id, pile, box, boot, age_h) VALUES(?,?,?,?,?)"));
  auto remove = TRY(database.prepare("DELETE FROM rows WHERE id = ?"));
  return BoxShelf(database, std::move(insert), std::move(remove));
}

Result<int> BoxShelf::boxes_in(PileId pile) {
  auto count = TRY(database_->prepare("SELECT count(*) FROM rows WHERE pile = ?"));
  TRY(count.bind(pile).step());
  return static_cast<int>(count.integer(0));
}

Result<PileId> BoxShelf::pile_for(const Pile& like, int boxes) {
  // An undated pile is of one boot; a dated one is of its daypart, whatever the boot.
  auto find =
      TRY(database_->prepare("SELECT id FROM piles WHERE state = 0 AND kind = ?1 AND key = ?2 AND "
                             "date IS ?3 AND daypart IS ?4"
                             " AND (date IS NOT NULL OR boot = ?5) ORDER BY id DESC LIMIT 1"));
  find.bind(static_cast<int>(like.kind)).bind(like.key);
  bind_day(find, like.day);
  if (TRY(find.bind(number(like.boot)).step())) {
    const auto found = find.integer(0);
    const auto there = TRY(boxes_in(found));
    if (there + boxes <= pile_boxes_max) return found;
  }
  auto make =
      TRY(database_->prepare("INSERT INTO piles(kind, key, date, daypart, boot) VALUES(?,?,?,?,?)"
                             " RETURNING id"));
  make.bind(static_cast<int>(like.kind)).bind(like.key);
  bind_day(make, like.day);
  TRY(make.bind(number(like.boot)).step());
  const auto made = make.integer(0);
  TRY(make.step());
  return made;
}

/// A key that is taken never costs the row that has it, nor this one: another is drawn.
Result<RowKey> BoxShelf::insert(const RowOrigin& origin, const Box& box) {
  for (int draw = 0; draw < draws_max; ++draw) {
    const auto key = random_bytes<16>();
    TRY(insert_.bind(ByteView(key))
            .bind(origin.pile)
            .bind(ByteView(box))
            .bind(number(origin.boot))
            .bind(origin.age_h)
            .run());
    if (database_->rows_changed() > 0) return key;
  }
  return unexpected("no row key is free: the system's randomness is broken");
}

Result<void> BoxShelf::remove(const RowKey& row) { return remove_.bind(ByteView(row)).run(); }

Result<void> BoxShelf::move(const RowKey& row, PileId pile) {
  auto move = TRY(database_->prepare("UPDATE rows SET pile = ? WHERE id = ? AND pile <> ?"));
  return move.bind(pile).bind(ByteView(row)).bind(pile).run();
}

Result<std::vector<Pile>> BoxShelf::piles() {
  auto rows = TRY(database_->prepare(
      "SELECT p.id, p.kind, p.key, p.date, p.daypart, p.boot, p.state, count(r.id),"
      " coalesce(min(r.age_h), 0), coalesce(max(r.age_h), 0)"
      " FROM piles p LEFT JOIN rows r ON r.pile = p.id WHERE p.state < 2 GROUP BY p.id ORDER BY "
      "p.id"));
  std::vector<Pile> piles;
  while (TRY(rows.step())) {
    auto pile = TRY(pile_in(rows));
    piles.push_back(std::move(pile));
  }
  return piles;
}

Result<std::vector<Box>> BoxShelf::boxes_of(const std::vector<PileId>& piles) {
  std::vector<Box> boxes;
  auto rows = TRY(database_->prepare("SELECT box FROM rows WHERE pile = ?"));
  for (const auto pile : piles) {
    rows.bind(pile);
    while (TRY(rows.step())) {
      const auto box = TRY(fixed<box_bytes>(rows.blob(0)));
      boxes.push_back(box);
    }
  }
  return boxes;
}

Result<void> BoxShelf::date_pile(PileId pile, const DayStamp& day) {
  auto update = TRY(database_->prepare("UPDATE piles SET date = ?, daypart = ? WHERE id = ?"));
  return update.bind(to_text(day.date)).bind(day.daypart).bind(pile).run();
}

Result<void> BoxShelf::set_state(PileId pile, PileState state) {
  auto update = TRY(database_->prepare("UPDATE piles SET state = ? WHERE id = ?"));
  return update.bind(static_cast<int>(state)).bind(pile).run();
}

Result<std::int64_t> BoxShelf::unclosed_answers() {
  auto count = TRY(database_->prepare(
      "SELECT count(*) FROM rows JOIN piles ON piles.id = rows.pile WHERE state < 2 AND kind = 0"));
  TRY(count.step());
  const auto answers = count.integer(0);
  return answers;
}

Result<bool> BoxShelf::clear_slice(int rows_max) {
  bool more = false;
  TRY(database_->in_transaction([&]() -> Result<void> {
    auto rows = TRY(database_->prepare(
        "DELETE FROM rows WHERE id IN (SELECT r.id FROM rows r JOIN piles p ON p.id = r.pile"
        " WHERE p.state = 2 LIMIT ?)"));
    TRY(rows.bind(rows_max).run());
    more = database_->rows_changed() == rows_max;
    if (more) return {};
    return database_->run("DELETE FROM piles WHERE state = 2");
  }));
  return more;
}

Result<void> BoxShelf::put_note(const RoundNote& note, NoteState state) {
  auto put =
      TRY(database_->prepare("INSERT OR REPLACE INTO notes(round, note, state) VALUES(?,?,?)"));
  return put.bind(number(note.id))
      .bind(to_json(frame_around(note)))
      .bind(static_cast<int>(state))
      .run();
}

Result<std::vector<RoundNote>> BoxShelf::notes(NoteState state, int notes_max) {
  auto rows =
      TRY(database_->prepare("SELECT note FROM notes WHERE state = ? ORDER BY round LIMIT ?"));
  rows.bind(static_cast<int>(state)).bind(notes_max);
  std::vector<RoundNote> notes;
  while (TRY(rows.step())) {
    auto frame = TRY(frame_from_json(rows.text(0)));
    notes.insert(notes.end(), frame.rounds.begin(), frame.rounds.end());
  }
  return notes;
}

Result<void> BoxShelf::remove_note(RoundId round) {
  auto remove = TRY(database_->prepare("DELETE FROM notes WHERE round = ?"));
  return remove.bind(number(round)).run();
}

Result<void> BoxShelf::token_is_good(const TokenUse& use) {
  auto row =
      TRY(database_->prepare("SELECT 1 FROM tokens_used WHERE day = ? AND pack = ? AND mark = ?"));
  row.bind(to_text(use.day)).bind(ByteView(use.pack)).bind(ByteView(use.mark));
  if (TRY(row.step())) return refused("somebody has answered with this token");
  return {};
}

Result<void> BoxShelf::spend(const TokenUse& use) {
  TRY(token_is_good(use));
  auto put = TRY(database_->prepare("INSERT INTO tokens_used(day, pack, mark) VALUES(?,?,?)"));
  return put.bind(to_text(use.day)).bind(ByteView(use.pack)).bind(ByteView(use.mark)).run();
}

Result<void> BoxShelf::forget_tokens_before(Date day) {
  auto remove = TRY(database_->prepare("DELETE FROM tokens_used WHERE day < ?"));
  return remove.bind(to_text(day)).run();
}

}  // namespace stemme
