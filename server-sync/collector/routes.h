/// Every address of a collector on one screen (see routes.cpp), and who answers it. Remembers
/// nothing; any thread.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "server-sync/intake/asset_desk.h"
#include "server-sync/intake/batch_intake.h"
#include "server-sync/intake/enrolment_desk.h"
#include "server-sync/intake/programme_desk.h"

namespace stemme {

class Routes {
 public:
  using Done = std::function<void(Reply)>;
  using Pages = std::function<void(Request, Done)>;

  struct Desks {
    FrontDesk& front;
    BatchIntake& batches;
    EnrolmentDesk& enrolment;
    ProgrammeDesk& programmes;
    AssetDesk& assets;
    Pages pages;
  };

  explicit Routes(Desks desks) : desks_(std::move(desks)) {}

  void answer(Request request, const Done& done);

 private:
  using Parts = std::vector<std::string_view>;
  void identity(const Request& request, const Parts& parts, const Done& done);
  void enrol(const Request& request, const Parts& parts, const Done& done);
  void batch(const Request& request, const Parts& parts, const Done& done);
  void programme(const Request& request, const Parts& parts, const Done& done);
  void asset(const Request& request, const Parts& parts, const Done& done);
  void time(const Request& request, const Parts& parts, const Done& done);
  void change_key(const Request& request, const Parts& parts, const Done& done);

  struct Route;
  static const Route* find(const Request& request, Parts& parts);

  Desks desks_;
};

}  // namespace stemme
