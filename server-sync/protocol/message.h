/// An HTTP request and its reply as both ends see them, free of any HTTP library. Values; any
/// thread.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server-sync/foundation/bytes.h"

namespace stemme {

/// Field names in lower case, in order.
class Fields {
 public:
  Fields() = default;
  Fields(std::initializer_list<std::pair<std::string, std::string>> fields) : fields_(fields) {}

  /// Replaces every earlier field of that name; the new one stands last.
  void set(std::string name, std::string value);
  void remove(std::string_view name);
  std::optional<std::string_view> find(std::string_view name) const;
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
  std::string method;
  std::string authority;  ///< host, with port unless 443
  std::string path;
  std::string query;  ///< without the question mark
  Fields fields;
  Bytes body;
  std::string
      peer;  ///< collector side: address of the other end; for throttling only, never stored
};

struct Reply {
  int status = 0;
  Fields fields;
  Bytes body;
};

}  // namespace stemme
