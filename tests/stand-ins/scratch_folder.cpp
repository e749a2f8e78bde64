#include "tests/stand-ins/scratch_folder.h"

#include <cstdlib>
#include <string>

#include "server-sync/foundation/result.h"

namespace stemme {

ScratchFolder::ScratchFolder() {
  auto name = (std::filesystem::temp_directory_path() / "stemme-XXXXXX").string();
  STEMME_ASSERT(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace stemme
