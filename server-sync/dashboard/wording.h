/// The words of a page: interface phrases from the owner's texts, and what questions and options
/// are called in a language. Falls back to the house's language, then to any a pack has. Remembers
/// packs for good: a pack with another structure has another id. One thread at a time.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server-sync/protocol/phrasebook.h"
#include "server-sync/register/register.h"

namespace stemme {

class Wording {
 public:
  /// `reg` outlives the wording.
  Wording(std::map<std::string, Phrasebook> phrasebooks, Register& reg)
      : phrasebooks_(std::move(phrasebooks)), register_(&reg) {}

  /// Languages that staff pages can be read in, by their tags.
  const std::vector<std::string>& languages();
  /// `wanted` where we have it, else `otherwise`, else any.
  const Phrasebook& phrasebook(const std::string& wanted, const std::string& otherwise);

  const Pack* pack(const PackId& digest);
  std::string question(const PackId& pack, int question, const Phrasebook& book);
  std::string option(const PackId& pack, int question, int option, const Phrasebook& book);

 private:
  struct Shelved {
    Pack pack;
    std::map<std::string, Texts> texts;
  };
  const Shelved* shelved(const PackId& digest);
  const Texts* texts(const Shelved& shelved, const Phrasebook& book) const;

  std::map<std::string, Phrasebook> phrasebooks_;
  Register* register_;
  std::map<PackId, Shelved> packs_;
  std::vector<std::string> languages_;
};

}  // namespace stemme
