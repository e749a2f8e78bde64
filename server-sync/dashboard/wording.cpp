#include "server-sync/dashboard/wording.h"

#include <algorithm>

namespace stemme {

const std::vector<std::string>& Wording::languages() {
  if (languages_.empty()) {
    for (const auto& [tag, book] : phrasebooks_) {
      if (book.has("summary_title")) languages_.push_back(tag);
    }
    // The owner's first language first.
    const auto owner = register_->owner();
    const auto place = [&](const std::string& tag) {
      if (!owner) return std::ptrdiff_t{0};
      const auto& required = owner->required_languages;
      return std::find(required.begin(), required.end(), tag) - required.begin();
    };
    std::stable_sort(languages_.begin(), languages_.end(),
                     [&](const auto& a, const auto& b) { return place(a) < place(b); });
  }
  return languages_;
}

const Phrasebook& Wording::phrasebook(const std::string& wanted, const std::string& otherwise) {
  const auto& tags = languages();
  for (const auto& tag : {wanted, otherwise}) {
    if (std::find(tags.begin(), tags.end(), tag) != tags.end()) return phrasebooks_.at(tag);
  }
  STEMME_ASSERT(!phrasebooks_.empty());
  return tags.empty() ? phrasebooks_.begin()->second : phrasebooks_.at(tags.front());
}

const Wording::Shelved* Wording::shelved(const PackId& digest) {
  if (const auto known = packs_.find(digest); known != packs_.end()) return &known->second;
  auto stored = register_->pack(digest);
  if (!stored) return nullptr;
  auto pack = load_pack(stored->structure, stored->id);
  if (!pack) return nullptr;
  Shelved shelved{std::move(*pack), {}};
  for (const auto& [language, toml] : stored->texts) {
    if (auto read = load_texts(toml, language, stored->id)) {
      shelved.texts.emplace(language, std::move(*read));
    }
  }
  return &packs_.emplace(digest, std::move(shelved)).first->second;
}

const Texts* Wording::texts(const Shelved& shelved, const Phrasebook& book) const {
  const auto found = shelved.texts.find(book.language().tag);
  if (found != shelved.texts.end()) return &found->second;
  return shelved.texts.empty() ? nullptr : &shelved.texts.begin()->second;
}

const Pack* Wording::pack(const PackId& digest) {
  const auto* known = shelved(digest);
  return known == nullptr ? nullptr : &known->pack;
}

std::string Wording::question(const PackId& pack, int question, const Phrasebook& book) {
  const auto* known = shelved(pack);
  const auto* words = known == nullptr ? nullptr : texts(*known, book);
  if (words == nullptr) return {};
  const auto& id = known->pack.questions.at(static_cast<std::size_t>(question)).id;
  const auto found = words->questions.find(id);
  return found == words->questions.end() ? "[" + id + "]" : found->second;
}

std::string Wording::option(const PackId& pack, int question, int option, const Phrasebook& book) {
  const auto* known = shelved(pack);
  const auto* words = known == nullptr ? nullptr : texts(*known, book);
  if (words == nullptr) return {};
  const auto& options = known->pack.questions.at(static_cast<std::size_t>(question)).options;
  return option_label(options.at(static_cast<std::size_t>(option)), *words, book);
}

}  // namespace stemme
