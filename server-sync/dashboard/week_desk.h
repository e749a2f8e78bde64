/// Makes the pages: looks up what an account may see, takes findings from the shelf, fills the
/// templates. One thread at a time.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "server-sync/counting/finding_shelf.h"
#include "server-sync/dashboard/page_template.h"
#include "server-sync/dashboard/weekly_summary.h"
#include "server-sync/dashboard/wording.h"

namespace stemme {

/// Either a page, or where to go instead.
struct PageOrAddress {
  std::string html;
  std::string go_to;
};

/// How a page is asked for.
struct PageView {
  std::string language;  ///< as asked for; empty = the house's own
  std::string form_token;
  std::string path;
};

class WeekDesk {
 public:
  /// `reg` outlives the desk.
  static Result<WeekDesk> open(const std::filesystem::path& state_folder,
                               const std::filesystem::path& texts_folder,
                               const std::filesystem::path& templates_folder, Register& reg);

  /// Is there a verified copy outside the house? Without one every page says so (C12).
  void set_copy_elsewhere(bool there) { copy_elsewhere_ = there; }
  /// Order of arrival of the newest stored batch: where counting is behind it, pages say so.
  using NewestStored = std::function<Result<std::int64_t>()>;
  void set_newest_stored(NewestStored newest) { newest_stored_ = std::move(newest); }

  /// That pages can be read in.
  const std::vector<std::string>& languages() { return wording_.languages(); }
  Result<std::string> sign_in_page(const std::string& language, const std::string& form_token,
                                   const char* complaint);
  Result<std::string> error_page(const PageView& view, const char* complaint);
  /// The groups an account may see; straight to the week where it is one.
  Result<PageOrAddress> start(const StaffAccount& account, const PageView& view);
  Result<PageOrAddress> newest_week(const StaffAccount& account, UnitId unit, const PageView& view);
  /// Missing for what does not exist and for what is not this account's: the same answer (D18).
  Result<PageOrAddress> week(const StaffAccount& account, UnitId unit, IsoWeek week,
                             const PageView& view);

 private:
  WeekDesk(std::filesystem::path state_folder, Register& reg, Wording wording,
           PageTemplates templates)
      : state_folder_(std::move(state_folder)),
        register_(&reg),
        wording_(std::move(wording)),
        templates_(std::move(templates)) {}

  Result<std::vector<Unit>> units_of(const StaffAccount& account);
  Result<Unit> unit_of(const StaffAccount& account, UnitId unit);
  /// Counting may not have made its file when the pages begin.
  Result<FindingShelf*> shelf();
  /// Corrupt where one does not fit its question: a page indexes with what it names.
  Result<UnitFindings> findings_of(const Unit& unit, IsoWeek week);
  bool fits(const QuestionKey& key, const Finding& finding);
  Result<SummarySources> sources(const Unit& unit, IsoWeek week, WeekNote note);
  Result<std::vector<TerminalLine>> terminals(const std::string& house, IsoWeek week);
  bool is_behind();
  Result<std::map<DeviceId, std::string>> places(const std::string& house);
  const Phrasebook& book(const std::string& wanted, const std::string& house_language);
  void frame(PageContent& page, const Phrasebook& book, const PageView& view);
  void neighbours(PageContent& page, const Phrasebook& book, const PageView& view,
                  const std::pair<UnitId, IsoWeek>& at);

  std::filesystem::path state_folder_;
  Register* register_;
  Wording wording_;
  PageTemplates templates_;
  std::optional<FindingShelf> shelf_;
  std::string owner_;
  bool copy_elsewhere_ = false;
  NewestStored newest_stored_;
};

}  // namespace stemme
