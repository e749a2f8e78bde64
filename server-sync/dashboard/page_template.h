/// Pages are files in templates/, filled with what is given here. The only file that knows the
/// template library. Everything is escaped but what a template asks for with three braces, which is
/// ours alone: charts drawn by dot_chart. Values; a PageTemplates belongs to one thread at a time.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server-sync/foundation/result.h"

namespace stemme {

/// What a template may name: texts, things that are or are not, and lists of the same.
struct PageContent {
  std::map<std::string, std::string> texts;
  std::map<std::string, std::vector<PageContent>> lists;

  PageContent& set(const std::string& name, std::string text);
  /// A part that is shown: `{{#name}}…{{/name}}`.
  PageContent& show(const std::string& name);
  PageContent& add(const std::string& list, PageContent item);
};

class PageTemplates {
 public:
  /// Reads every *.html of the folder; `part-…` may be used inside others as `{{>part-…}}`.
  static Result<PageTemplates> load(const std::filesystem::path& folder);
  PageTemplates(PageTemplates&&) noexcept;
  PageTemplates& operator=(PageTemplates&&) noexcept;
  ~PageTemplates();

  /// Unexpected when there is no such template.
  Result<std::string> fill(const std::string& name, const PageContent& content);

 private:
  struct Files;
  explicit PageTemplates(std::unique_ptr<Files> files);
  std::unique_ptr<Files> files_;
};

}  // namespace stemme
