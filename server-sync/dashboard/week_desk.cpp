#include "server-sync/dashboard/week_desk.h"

#include <algorithm>

#include "server-sync/dashboard/week_page.h"

namespace stemme {
namespace {

std::string address(UnitId unit, IsoWeek week, const std::string& language) {
  auto path = "/week/" + id_text(unit) + "/" + to_text(week);
  return language.empty() ? path : path + "?lang=" + language;
}

/// The first week that a comparison may reach back to (C10: never across August).
IsoWeek year_begins(IsoWeek week) {
  const int year = school_year_of(week);
  return week_of(Date(std::chrono::year(year), std::chrono::August, std::chrono::day(1)));
}

}  // namespace

Result<WeekDesk> WeekDesk::open(const std::filesystem::path& state_folder,
                                const std::filesystem::path& texts_folder,
                                const std::filesystem::path& templates_folder, Register& reg) {
  auto books = TRY(load_phrasebooks(texts_folder.string()));
  auto templates = TRY(PageTemplates::load(templates_folder));
  const auto owner = TRY(reg.owner());
  WeekDesk desk(state_folder, reg, Wording(std::move(books), reg), std::move(templates));
  desk.owner_ = owner.id;
  return desk;
}

Result<FindingShelf*> WeekDesk::shelf() {
  if (!shelf_) {
    auto opened = TRY(FindingShelf::open(state_folder_));
    shelf_.emplace(std::move(opened));
  }
  return &*shelf_;
}

Result<std::vector<Unit>> WeekDesk::units_of(const StaffAccount& account) {
  std::vector<Unit> mine;
  if (!account.house) return mine;
  const auto units = TRY(register_->units(*account.house));
  for (const auto& unit : units) {
    if (account.role == StaffRole::Team && unit.id != account.unit) continue;
    if (account.role != StaffRole::Team && account.role != StaffRole::Head) continue;
    mine.push_back(unit);
  }
  // By name, never by result (D72).
  std::stable_sort(mine.begin(), mine.end(), [](const Unit& a, const Unit& b) {
    return std::tuple(a.audience, a.name) < std::tuple(b.audience, b.name);
  });
  return mine;
}

Result<Unit> WeekDesk::unit_of(const StaffAccount& account, UnitId unit) {
  const auto mine = TRY(units_of(account));
  for (const auto& known : mine) {
    if (known.id == unit) return known;
  }
  return missing("no such group for this account");
}

const Phrasebook& WeekDesk::book(const std::string& wanted, const std::string& house_language) {
  return wording_.phrasebook(wanted, house_language);
}

/// What every page has: language, the languages one may choose, the way out.
void WeekDesk::frame(PageContent& page, const Phrasebook& book, const PageView& view) {
  const auto& language = book.language();
  page.set("lang", language.tag).set("direction", language.right_to_left ? "rtl" : "ltr");
  page.set("query", view.language.empty() ? "" : "?lang=" + language.tag);
  for (const auto& tag : wording_.languages()) {
    PageContent choice;
    choice.set("tag", tag).set("autonym", wording_.phrasebook(tag, tag).language().autonym);
    choice.set("path", view.path + "?lang=" + tag);
    if (tag == language.tag) choice.show("current");
    page.add("languages", choice);
  }
  if (view.form_token.empty()) return;
  page.set("form_token", view.form_token).set("sign_out", book.phrase("login_out"));
  page.show("signed_in");
}

Result<std::string> WeekDesk::sign_in_page(const std::string& language,
                                           const std::string& form_token, const char* complaint) {
  const auto& words = book(language, "");
  PageContent page;
  frame(page, words, {language, "", "/login"});
  page.set("title", words.phrase("login_title")).set("token", form_token);
  page.set("name_label", words.phrase("login_name"));
  page.set("password_label", words.phrase("login_password"));
  page.set("button", words.phrase("login_button"));
  if (complaint != nullptr) page.set("complaint", words.phrase(complaint)).show("complains");
  return templates_.fill("login", page);
}

Result<std::string> WeekDesk::error_page(const PageView& view, const char* complaint) {
  const auto& words = book(view.language, "");
  PageContent page;
  frame(page, words, {view.language, view.form_token, "/"});
  page.set("title", words.phrase("error_title")).set("complaint", words.phrase(complaint));
  return templates_.fill("error", page);
}

Result<PageOrAddress> WeekDesk::start(const StaffAccount& account, const PageView& view) {
  const auto mine = TRY(units_of(account));
  const auto query = view.language.empty() ? "" : "?lang=" + view.language;
  if (mine.size() == 1) return PageOrAddress{{}, "/week/" + id_text(mine.front().id) + query};
  if (!account.house) return missing("nothing by week for this account");
  const auto house = TRY(register_->house(*account.house));
  const auto& words = book(view.language, house.language);
  PageContent page;
  frame(page, words, view);
  page.set("title", house.name).set("choose", words.phrase("choose_group"));
  for (const auto& unit : mine) {
    if (unit.ended) continue;
    const bool parents = unit.audience == "forelder";
    PageContent line;
    line.set("name", parents ? words.phrase("summary_parents") : unit.name);
    line.set("path", "/week/" + id_text(unit.id) + query);
    line.set("years", years_of(unit.band, words));
    page.add("groups", line);
  }
  auto html = TRY(templates_.fill("groups", page));
  return PageOrAddress{std::move(html), {}};
}

Result<PageOrAddress> WeekDesk::newest_week(const StaffAccount& account, UnitId id,
                                            const PageView& view) {
  const auto unit = TRY(unit_of(account, id));
  std::optional<IsoWeek> newest;
  if (auto opened = shelf()) newest = TRY((*opened)->latest_week(owner_, unit.house));
  if (newest) return PageOrAddress{{}, address(id, *newest, view.language)};
  const auto house = TRY(register_->house(unit.house));
  const auto& words = book(view.language, house.language);
  PageContent page;
  frame(page, words, view);
  page.set("title", words.phrase("summary_title"));
  page.set("complaint", words.phrase("no_summary_yet"));
  auto html = TRY(templates_.fill("error", page));
  return PageOrAddress{std::move(html), {}};
}

Result<UnitFindings> WeekDesk::findings_of(const Unit& unit, IsoWeek week) {
  UnitFindings of{unit, {}, {}};
  auto* from = TRY(shelf());
  of.findings = TRY(from->findings(owner_, unit.id, year_begins(week), week));
  of.rounds = TRY(from->rounds(owner_, unit.id, year_begins(week), week));
  const auto is_sound = [this](const auto& shelved) { return fits(shelved.key, shelved.finding); };
  if (!std::ranges::all_of(of.findings, is_sound) || !std::ranges::all_of(of.rounds, is_sound))
    return corrupt("a finding on the shelf does not fit its question");
  return of;
}

/// Of a pack or a question that nobody knows nothing is shown.
bool WeekDesk::fits(const QuestionKey& key, const Finding& finding) {
  const auto* pack = wording_.pack(key.pack);
  if (pack == nullptr || key.question >= static_cast<int>(pack->questions.size())) return true;
  const auto& question = pack->questions[static_cast<std::size_t>(key.question)];
  return stemme::fits(finding, question.shape());
}

Result<SummarySources> WeekDesk::sources(const Unit& unit, IsoWeek week, WeekNote note) {
  SummarySources sources;
  sources.week = week;
  sources.note = std::move(note);
  sources.own = TRY(findings_of(unit, week));
  sources.units = TRY(register_->units(unit.house));
  for (const auto& other : sources.units) {
    if (other.audience != "forelder" || other.ended) continue;
    auto parents = TRY(findings_of(other, week));
    sources.parents = std::move(parents);
  }
  auto* from = TRY(shelf());
  sources.completeness = TRY(from->completeness(owner_, unit.house, week));
  sources.terminals = TRY(terminals(unit.house, week));
  sources.pack = [this](const PackId& digest) { return wording_.pack(digest); };
  return sources;
}

/// Of the terminals that are there now, on the newest page.
Result<std::vector<TerminalLine>> WeekDesk::terminals(const std::string& house, IsoWeek week) {
  std::vector<TerminalLine> lines;
  auto* from = TRY(shelf());
  const auto newest = TRY(from->latest_week(owner_, house));
  if (newest != week) return lines;
  const auto devices = TRY(register_->devices());
  for (const auto& device : devices) {
    if (device.house != house || device.state == DeviceState::Ended) continue;
    auto reckoning = TRY(from->reckoning(owner_, device.id));
    if (reckoning) lines.push_back({device.place, std::move(*reckoning)});
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const auto& a, const auto& b) { return a.place < b.place; });
  return lines;
}

Result<std::map<DeviceId, std::string>> WeekDesk::places(const std::string& house) {
  std::map<DeviceId, std::string> found;
  const auto devices = TRY(register_->devices());
  for (const auto& device : devices) {
    if (device.house == house) found[device.id] = device.place;
  }
  return found;
}

Result<PageOrAddress> WeekDesk::week(const StaffAccount& account, UnitId id, IsoWeek week,
                                     const PageView& view) {
  const auto unit = TRY(unit_of(account, id));
  const auto house = TRY(register_->house(unit.house));
  const auto& words = book(view.language, house.language);
  auto* from = TRY(shelf());
  auto note = TRY(from->week_note(owner_, unit.house, week));
  if (!note) return missing("no page for this week");
  const auto material = TRY(sources(unit, week, std::move(*note)));
  auto devices = TRY(places(unit.house));
  const auto summary = summarise(material);
  auto page = WeekPage(summary, wording_, words, std::move(devices)).content();
  frame(page, words, view);
  if (account.role == StaffRole::Head) {
    page.add("chooses", PageContent().set("label", words.phrase("choose_group")));
  }
  if (!copy_elsewhere_)
    page.add("no_copy", PageContent().set("text", words.phrase("foot_no_copy")));
  if (is_behind()) page.add("behind", PageContent().set("text", words.phrase("foot_behind")));
  neighbours(page, words, view, {id, week});
  auto html = TRY(templates_.fill("week", page));
  return PageOrAddress{std::move(html), {}};
}

/// Counting is a process of its own, or waits for its log: what has arrived may lie uncounted.
bool WeekDesk::is_behind() {
  if (!newest_stored_) return false;
  const auto stored = newest_stored_();
  auto opened = shelf();
  if (!stored || !opened) return false;
  const auto counted = (*opened)->counted_through(owner_);
  return counted && *counted < *stored;
}

void WeekDesk::neighbours(PageContent& page, const Phrasebook& words, const PageView& view,
                          const std::pair<UnitId, IsoWeek>& at) {
  const auto unit = register_->unit(at.first);
  auto opened = shelf();
  if (!unit || !opened) return;
  const auto link = [&](const char* name, IsoWeek week, const char* phrase) {
    const auto note = (*opened)->week_note(owner_, unit->house, week);
    if (!note || !*note) return;
    page.add(name, PageContent()
                       .set("path", address(at.first, week, view.language))
                       .set("label", words.phrase(phrase)));
  };
  link("before", at.second + -1, "week_before");
  link("after", at.second + 1, "week_after");
}

}  // namespace stemme
