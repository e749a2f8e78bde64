/// The published vectors in `server-sync/protocol/vectors/`: a test makes each one anew and
/// compares, or writes the file when STEMME_WRITE_VECTORS=1. Also the cast of fixed keys that all
/// vectors share.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "server-sync/protocol/keys.h"

namespace stemme::vectors {

using Json = nlohmann::ordered_json;

inline std::string path_of(const std::string& name) {
  return STEMME_SOURCE "/server-sync/protocol/vectors/" + name + ".json";
}

inline bool writing() { return std::getenv("STEMME_WRITE_VECTORS") != nullptr; }

inline Json published(const std::string& name) {
  std::ifstream file(path_of(name));
  auto read = Json::parse(file, nullptr, false);
  EXPECT_FALSE(read.is_discarded()) << "no vectors in " << path_of(name);
  return read;
}

inline void publish(const std::string& name, const Json& made) {
  if (writing()) std::ofstream(path_of(name)) << made.dump(2) << "\n";
  EXPECT_EQ(published(name).dump(2), made.dump(2)) << path_of(name);
}

/// Seeds that anyone can write down: thirty-two times the same byte.
inline FixedBytes<32> seed(std::uint8_t byte) {
  FixedBytes<32> bytes{};
  bytes.fill(byte);
  return bytes;
}
inline SigningKey owner_key() { return SigningKey::from_seed(seed(1)); }
inline SigningKey device_key() { return SigningKey::from_seed(seed(2)); }
inline SigningKey next_device_key() { return SigningKey::from_seed(seed(3)); }
inline SigningKey reply_key() { return SigningKey::from_seed(seed(4)); }
inline SigningKey spare_reply_key() { return SigningKey::from_seed(seed(5)); }
inline OpeningKey opening_key() { return OpeningKey::from_secret(seed(6)); }
inline OpeningKey enrol_key() { return OpeningKey::from_secret(seed(7)); }

}  // namespace stemme::vectors
