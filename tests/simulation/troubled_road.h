/// The road of a town: which troubles are on it now, and what they do to the next request. Each
/// trouble has its own luck, so that leaving one out changes no other's. One thread.
#pragma once

#include <list>

#include "tests/simulation/faults.h"
#include "tests/simulation/town_parts.h"

namespace stemme {

class TroubledRoad {
 public:
  /// Every terminal's road is this one.
  void draw_for(TownParts& town) {
    for (auto& kiosk : town.kiosks)
      kiosk->link.troubled_by(
          [this, one = kiosk.get()](const Request&) { return meets(one->number, one->home); });
  }
  void begins(const Fault& fault, Instant now, std::uint64_t luck) {
    troubles_.push_back({fault, now + std::chrono::hours(fault.hours), std::mt19937_64(luck)});
  }
  void ends_what_is_over(Instant now) {
    troubles_.remove_if([&](const auto& trouble) { return trouble.until <= now; });
  }
  void all_is_well() { troubles_.clear(); }
  bool is_well() const { return troubles_.empty(); }

  LoopLink::Trouble meets(int terminal, int house) {
    for (auto& trouble : troubles_) {
      const auto& fault = trouble.fault;
      if (fault.who >= 0 ? fault.who != terminal : -1 - fault.who != house) continue;
      if (trouble.luck() % static_cast<unsigned>(fault.much) != 0) continue;
      return does(fault.kind, trouble.luck() % 2 == 0);
    }
    return LoopLink::Trouble::None;
  }

 private:
  struct Trouble {
    Fault fault;
    Instant until;
    std::mt19937_64 luck;
  };

  static LoopLink::Trouble does(Fault::Kind kind, bool otherwise) {
    using enum LoopLink::Trouble;
    switch (kind) {
      case Fault::Kind::RequestsLost:
        return LosesRequest;
      case Fault::Kind::RepliesLost:
        return LosesReceipt;
      case Fault::Kind::RequestsDoubled:
        return Duplicates;
      case Fault::Kind::RequestsOvertaken:
        return HoldsBack;
      case Fault::Kind::RepliesReplayed:
        return Replays;
      case Fault::Kind::RepliesForged:
        return Forges;
      case Fault::Kind::Impostor:
        return LoopLink::Trouble::Impostor;
      case Fault::Kind::Portal:
        return LoginPage;
      case Fault::Kind::RepliesTruncated:
        return Truncates;
      case Fault::Kind::RequestsTruncated:
        return CutsRequest;
      case Fault::Kind::RepliesStripped:
        return StripsReply;
      case Fault::Kind::RequestsStripped:
        return StripsRequest;
      case Fault::Kind::CollectorDiesAnswering:
        return otherwise ? KillsBefore : KillsAfter;
      default:
        return None;
    }
  }

  std::list<Trouble> troubles_;
};

}  // namespace stemme
