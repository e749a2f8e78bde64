/// A folder of a test's own, gone with it. In memory where there is room: nobody pulls the plug on
/// it (a CrashDisk is for that), so that no commit need wait for a platter. TMPDIR says otherwise.
#pragma once

#include <filesystem>

namespace stemme {

class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace stemme
