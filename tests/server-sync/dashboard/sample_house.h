/// Storvik barnehage after six weeks: something has fallen, something is loved, one group is
/// silent, the parents have answered. Real boxes, counted and released; ids are fixed, so pages can
/// be compared.
#pragma once

#include "server-sync/dashboard/staff_pages.h"
#include "tests/server-sync/counting/test_house.h"

namespace stemme {

class SampleHouse : public TestHouse {
 public:
  static constexpr int weeks = 6;
  static constexpr UnitId maurtua = 0x11;
  static constexpr UnitId sommerfugl = 0x22;
  static constexpr UnitId marihona = 0x33;
  static constexpr UnitId parents = 0x44;

  SampleHouse() {
    add(maurtua, "Maurtua", 18, Band::FiveSix, "barn");
    add(sommerfugl, "Sommerfugl", 16, Band::FiveSix, "barn");
    add(marihona, "Marihøna", 12, Band::Three, "barn");
    add(parents, "Foreldrene", 80, Band::Adult, "forelder");
    days = add_pack("bhg-dagen-56");
    pickup = add_pack("foreldre-henting");
    trip = add_pack("valg-tur");
    for (const char* login : {"maurtua@storvik", "styrer@storvik", "radgiver@lynghei"})
      add_login(login);
  }

  void live_through_six_weeks() {
    auto counting = this->counting();
    for (int week = 0; week < weeks; ++week) {
      live_through(week);
      counting.release_due(monday_after(week)).value();
    }
  }

  void live_through(int week) {
    const bool last = week + 1 == weeks;
    for (const int day : {0, 2}) {
      tell(day_in(week, day), maurtua, days, 0, {1, 1, 11, 0});
      tell(day_in(week, day), maurtua, days, 2,
           last ? std::vector{4, 3, 3, 3} : std::vector{1, 2, 10, 0});
      tell(day_in(week, day), maurtua, days, 4, {2, 9, 1, 2, 0});
      tell(day_in(week, day), sommerfugl, days, 0, {2, 3, 9, 1});
      tell(day_in(week, day), parents, pickup, 0, {1, 2, 4, 9, 13, 1});
    }
    if (!last) return;
    auto runs = answers(maurtua, days, 0, {12, 0, 0, 0});
    for (auto& box : runs) std::get<AnswerBox>(box).label = VisitLabel::Run;
    send({day_in(week, 3), runs, {}, {}, {}});
    tell(day_in(week, 1), maurtua, days, 3, {2, 1, 1, 0});
    RoundNote vote;
    vote.id = 9;
    vote.pack = trip;
    vote.unit = maurtua;
    vote.date = day_in(week, 2);
    vote.present = 14;
    vote.finding.emplace();
    vote.finding->form = Finding::Form::Vote;
    vote.finding->winners = {0};
    vote.finding->runner_up = 1;
    send({day_in(week, 2), {}, {vote}, {}, {}});
    // Monday before five: the terminal says that the week is over.
    send({day_in(week + 1, 0),
          std::vector<BoxContent>(10, VisitBox{"nb", VisitEnd::Finished}),
          {},
          {},
          {}});
  }

  void tell(Date day, UnitId unit, const PackId& pack, int question,
            const std::vector<int>& counts) {
    send({day, answers(unit, pack, question, counts), {}, {}, {}});
  }

  StaffPages pages() {
    const std::string source = STEMME_SOURCE;
    return StaffPages::open({folder.path(), source + "/assets/texts",
                             source + "/server-sync/dashboard/templates", false},
                            *reg)
        .value();
  }

  PackId days{};
  PackId pickup{};
  PackId trip{};
  static constexpr const char* password = "en lang setning";

 private:
  void add(UnitId id, const std::string& name, int size, Band band, const std::string& audience) {
    Unit unit{id, "storvik", name, audience, band, size, 2026, {}};
    reg->add_unit(unit).value();
  }
  void add_login(const std::string& login) {
    StaffAccount account{login, StaffRole::Team, "storvik", maurtua};
    if (login.starts_with("styrer")) account = {login, StaffRole::Head, "storvik", {}};
    if (login.starts_with("radgiver")) account = {login, StaffRole::Adviser, {}, {}};
    reg->add_staff(account, password).value();
  }
};

/// A browser without scripts: keeps cookies, follows where it is sent.
class PaperBrowser {
 public:
  PaperBrowser(StaffPages& pages, Instant now) : pages_(pages), now_(now) {}

  Reply get(const std::string& address) {
    auto reply = ask("GET", address, "");
    for (int hops = 0; reply.status == 303 && hops < 5; ++hops) {
      address_ = std::string(*reply.fields.find("location"));
      reply = ask("GET", address_, "");
    }
    return reply;
  }
  Reply post(const std::string& address, const std::string& form) {
    return ask("POST", address, form);
  }
  Reply sign_in(const std::string& name, const std::string& password) {
    const auto form = text_of(get("/login"));
    return post("/login", "token=" + between(form, "name=\"token\" value=\"", "\"") +
                              "&name=" + name + "&password=" + password);
  }

  static std::string text_of(const Reply& reply) { return std::string(as_text(reply.body)); }
  static std::string between(const std::string& text, const std::string& from,
                             const std::string& to) {
    const auto begin = text.find(from);
    if (begin == std::string::npos) return {};
    const auto start = begin + from.size();
    return text.substr(start, text.find(to, start) - start);
  }

  Reply ask(const std::string& method, const std::string& address, const std::string& body) {
    Request request;
    request.method = method;
    request.authority = "collector.example";
    const auto query = address.find('?');
    request.path = address.substr(0, query);
    if (query != std::string::npos) request.query = address.substr(query + 1);
    request.body = to_bytes(as_bytes(body));
    request.peer = "192.0.2.7";
    std::string jar;
    for (const auto& [name, value] : cookies_)
      jar += (jar.empty() ? "" : "; ") + name + "=" + value;
    request.fields.set("cookie", jar);
    if (method == "POST") request.fields.set("sec-fetch-site", site);
    auto reply = pages_.answer(request, now_);
    if (const auto cookie = reply.fields.find("set-cookie")) {
      const std::string text(*cookie);
      cookies_[text.substr(0, text.find('='))] = between(text, "=", ";");
    }
    return reply;
  }

  std::string site = "same-origin";
  void wait(Milliseconds by) { now_ += by; }

 private:
  StaffPages& pages_;
  std::string address_;
  Instant now_;
  std::map<std::string, std::string> cookies_;
};

}  // namespace stemme
