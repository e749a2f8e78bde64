/// A collector founded and opened in a folder of its own, reached over real TLS on a port of its
/// own, under a clock that stands still. One thread.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "server-sync/collector/collector.h"
#include "server-sync/collector/founding.h"
#include "server-sync/collector/perform.h"
#include "server-sync/collector/tls_certificate.h"
#include "server-sync/device/https_link.h"
#include "server-sync/protocol/signature.h"
#include "tests/stand-ins/manual_clock.h"
#include "tests/stand-ins/scratch_folder.h"

namespace stemme {

inline const std::string source = STEMME_SOURCE;
inline const std::string passphrase = "fire ord paa en lapp";

inline Founding founding_in(const ScratchFolder& folder) {
  Founding founding;
  founding.directory = folder / "state";
  founding.owner_file = source + "/assets/owners/lynghei.toml";
  founding.settings = {"127.0.0.1", source + "/assets", source + "/server-sync/dashboard/templates",
                       ""};
  founding.export_file = folder / "keys.txt";
  founding.passphrase = passphrase;
  return founding;
}

class TestCollector {
 public:
  TestCollector() {
    found_collector(founding_in(folder)).value();
    open();
  }

  void open() { collector = Collector::open({folder / "state"}, clock).value(); }
  Result<std::string> verb(const std::string& name, std::map<std::string, std::string> with = {}) {
    auto done = perform({name, std::move(with)}, folder / "state");
    if (done && done->ends_with('\n')) done->pop_back();
    return done;
  }
  /// A house with one group; its terminal's code.
  std::string house_and_code() {
    verb("house add", {{"id", "lyngtua"}, {"name", "Lyngtua barnehage"}}).value();
    unit = verb("unit add", {{"house", "lyngtua"}, {"name", "Maurtua"}, {"size", "18"}}).value();
    const auto code =
        verb("device code", {{"house", "lyngtua"}, {"place", "Hall A"}, {"children", unit}})
            .value();
    return code.substr(0, code.find('\n'));
  }
  /// That house asks the days.
  void adopt_pack() {
    verb("pack adopt", {{"house", "lyngtua"},
                        {"pack", "bhg-dagen-56"},
                        {"accepted-by", "styrer"},
                        {"decision", "leken ute"}})
        .value();
  }

  std::string authority() const { return "127.0.0.1:" + std::to_string(collector->port()); }
  Request request(const std::string& method, const std::string& path) const {
    Request made;
    made.method = method;
    made.authority = authority();
    made.path = path;
    return made;
  }
  Result<Reply> exchange(const Request& made) { return link->exchange(made, 4U << 20U); }
  Result<Reply> get(const std::string& path) { return exchange(request("GET", path)); }

  ScratchFolder folder;
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  std::unique_ptr<Collector> collector;
  std::unique_ptr<HttpsLink> link = HttpsLink::create().value();
  std::string unit;
};

}  // namespace stemme
