#include "server-sync/collector/routes.h"

#include <array>
#include <charconv>

namespace stemme {

struct Routes::Route {
  std::string_view method;
  std::string_view path;  ///< * is one part, handed on in order
  void (Routes::*answer)(const Request&, const Parts&, const Done&);
};

namespace {

constexpr std::string_view device_calls = "/v1/";

std::string_view take_part(std::string_view& path) {
  const auto end = std::min(path.find('/', 1), path.size());
  const auto part = path.substr(0, end);
  path.remove_prefix(end);
  return part;
}

bool matches(std::string_view pattern, std::string_view path,
             std::vector<std::string_view>& parts) {
  parts.clear();
  while (!pattern.empty() && !path.empty()) {
    const auto expected = take_part(pattern);
    const auto found = take_part(path);
    if (expected == "/*")
      parts.push_back(found.substr(1));
    else if (expected != found)
      return false;
  }
  return pattern.empty() && path.empty();
}

Result<std::int64_t> number_from(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1)
    return invalid("not a batch number");
  return number;
}

}  // namespace

const Routes::Route* Routes::find(const Request& request, Parts& parts) {
  static constexpr std::array<Route, 7> routes = {{
      {"GET", "/v1/identity", &Routes::identity},
      {"POST", "/v1/enrol", &Routes::enrol},
      {"PUT", "/v1/devices/*/epochs/*/batches/*", &Routes::batch},
      {"GET", "/v1/devices/*/programme", &Routes::programme},
      {"POST", "/v1/devices/*/key", &Routes::change_key},
      {"GET", "/v1/assets/*", &Routes::asset},
      {"GET", "/v1/time", &Routes::time},
      // Everything else is a page for staff.
  }};
  for (const auto& route : routes)
    if (route.method == request.method && matches(route.path, request.path, parts)) return &route;
  return nullptr;
}

void Routes::answer(Request request, const Done& done) {
  Parts parts;
  if (const auto* route = find(request, parts)) return (this->*route->answer)(request, parts, done);
  if (request.path.starts_with(device_calls))
    return done(desks_.front.refuse(ProblemType::NotFound, "", request));
  desks_.pages(std::move(request), done);
}

void Routes::identity(const Request& request, const Parts&, const Done& done) {
  done(desks_.enrolment.identity(request));
}

void Routes::enrol(const Request& request, const Parts&, const Done& done) {
  done(desks_.enrolment.enrol(request));
}

void Routes::batch(const Request& request, const Parts& parts, const Done& done) {
  const auto device = id_from(parts[0]);
  const auto epoch = id_from(parts[1]);
  const auto n = number_from(parts[2]);
  if (!device || !epoch || !n) return done(desks_.front.refuse(ProblemType::NotFound, "", request));
  desks_.batches.take(request, {*device, *epoch, *n}, done);
}

void Routes::programme(const Request& request, const Parts& parts, const Done& done) {
  const auto device = id_from(parts[0]);
  if (!device) return done(desks_.front.refuse(ProblemType::NotFound, "", request));
  done(desks_.programmes.programme(request, *device));
}

void Routes::change_key(const Request& request, const Parts& parts, const Done& done) {
  const auto device = id_from(parts[0]);
  if (!device) return done(desks_.front.refuse(ProblemType::NotFound, "", request));
  done(desks_.enrolment.change_key(request, *device));
}

void Routes::asset(const Request& request, const Parts&, const Done& done) {
  done(desks_.assets.asset(request));
}

void Routes::time(const Request& request, const Parts&, const Done& done) {
  done(desks_.programmes.time(request));
}

}  // namespace stemme
