/// A row that no check of the file lets pass, in a database of a running collector. Serving and
/// counting go on beside it; every copy that is made of the file is unsound until it is mended.
#pragma once

#include "server-sync/foundation/database.h"

namespace stemme {

class ASpoiledDatabase {
 public:
  explicit ASpoiledDatabase(std::filesystem::path file) : file_(std::move(file)) {
    run("CREATE TABLE spoiled(what INTEGER CHECK(what = 0))");
    run("INSERT INTO spoiled VALUES(1)");
  }
  void mend() { run("DROP TABLE spoiled"); }

 private:
  /// It writes beside the file's own writer, so it never checkpoints.
  void run(const char* sql) {
    auto database = Database::open(file_, Database::Role::Writer).value();
    database.checkpoint_by_hand().value();
    database.run("PRAGMA ignore_check_constraints=ON").value();
    database.run(sql).value();
  }
  std::filesystem::path file_;
};

}  // namespace stemme
