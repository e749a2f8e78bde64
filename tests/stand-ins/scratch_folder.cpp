#include "tests/stand-ins/scratch_folder.h"

#include <cstdlib>
#include <string>

#include "server-sync/foundation/result.h"

namespace stemme {
namespace {

constexpr std::uintmax_t roomy = 2ULL << 30U;

std::filesystem::path somewhere() {
  const std::filesystem::path memory = "/dev/shm";
  std::error_code failed;
  const auto space = std::filesystem::space(memory, failed);
  const bool is_free_to_choose = std::getenv("TMPDIR") == nullptr;
  return is_free_to_choose && !failed && space.available > roomy
             ? memory
             : std::filesystem::temp_directory_path();
}

}  // namespace

ScratchFolder::ScratchFolder() {
  auto name = (somewhere() / "stemme-XXXXXX").string();
  STEMME_ASSERT(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace stemme
