#include "server-sync/dashboard/page_template.h"

#include <kainjow/mustache.hpp>

#include "server-sync/foundation/durable_file.h"

namespace stemme {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::size_t template_bytes_max = 256 * 1024;

mustache::data data_of(const PageContent& content) {
  mustache::data data;
  for (const auto& [name, text] : content.texts) data.set(name, text);
  for (const auto& [name, items] : content.lists) {
    mustache::data list(mustache::data::type::list);
    for (const auto& item : items) list.push_back(data_of(item));
    data.set(name, list);
  }
  return data;
}

}  // namespace

PageContent& PageContent::set(const std::string& name, std::string text) {
  texts[name] = std::move(text);
  return *this;
}

PageContent& PageContent::show(const std::string& name) {
  lists[name].resize(1);
  return *this;
}

PageContent& PageContent::add(const std::string& list, PageContent item) {
  lists[list].push_back(std::move(item));
  return *this;
}

struct PageTemplates::Files {
  std::map<std::string, std::string> texts;
  std::map<std::string, mustache::mustache> pages;
};

PageTemplates::PageTemplates(std::unique_ptr<Files> files) : files_(std::move(files)) {}
PageTemplates::PageTemplates(PageTemplates&&) noexcept = default;
PageTemplates& PageTemplates::operator=(PageTemplates&&) noexcept = default;
PageTemplates::~PageTemplates() = default;

Result<PageTemplates> PageTemplates::load(const std::filesystem::path& folder) {
  auto files = std::make_unique<Files>();
  const auto entries = TRY(entries_in(folder).while_doing("looking for templates"));
  for (const auto& file : entries) {
    if (file.extension() != ".html") continue;
    const auto name = file.stem().string();
    auto text = TRY(read_text_file(file, template_bytes_max));
    mustache::mustache page(text);
    if (!page.is_valid()) return unexpected("template " + name + ": " + page.error_message());
    files->pages.emplace(name, std::move(page));
    files->texts.emplace(name, std::move(text));
  }
  if (files->pages.empty()) return missing("no templates in " + folder.string());
  return PageTemplates(std::move(files));
}

Result<std::string> PageTemplates::fill(const std::string& name, const PageContent& content) {
  const auto page = files_->pages.find(name);
  if (page == files_->pages.end()) return unexpected("no template " + name);
  auto data = data_of(content);
  for (const auto& [part, text] : files_->texts) {
    // Whole pages are nobody's part, and their names are free for content.
    if (!part.starts_with("part-")) continue;
    data.set(part, mustache::partial([&body = text]() { return body; }));
  }
  return page->second.render(data);
}

}  // namespace stemme
