#include "server-sync/device/refresh.h"

#include <algorithm>

#include "server-sync/foundation/durable_file.h"
#include "server-sync/protocol/receipt.h"

namespace stemme {
namespace {

constexpr const char* programme_name = "programme";
constexpr std::size_t etag_letters_max = 128;

/// On disk: the ETag, a newline, the programme's exact bytes.
struct KeptProgramme {
  std::string etag;
  std::string text;
};

Result<KeptProgramme> read_kept(const std::filesystem::path& folder) {
  const auto file =
      TRY(read_text_file(folder / programme_name, programme_bytes_max + etag_letters_max + 1));
  const auto end = file.find('\n');
  if (end == std::string::npos) return missing("no programme of ours");
  return KeptProgramme{file.substr(0, end), file.substr(end + 1)};
}

/// With every pack and all its words: a collector may be newer than this version, and what cannot
/// be shown must not stand in the place of what can. A pack that stands there already has been
/// looked at; most days a new programme brings a new reckoning and nothing else.
Result<Programme> whole_programme_from(std::string_view text, const Programme* held) {
  auto programme = TRY(programme_from_json(text));
  for (const auto& pack : programme.packs) {
    if (held != nullptr && std::ranges::find(held->packs, pack) != held->packs.end()) continue;
    TRY(load_pack(pack.structure, "programme"));
    for (const auto& [language, words] : pack.texts) TRY(load_texts(words, language, "programme"));
  }
  return programme;
}

Request get(std::string path) {
  Request request;
  request.method = "GET";
  request.path = std::move(path);
  return request;
}

}  // namespace

Result<Programme> load_programme(const std::filesystem::path& folder) {
  const auto kept = TRY(read_kept(folder));
  auto programme = programme_from_json(kept.text);
  if (!programme) return missing("the programme cannot be read: " + programme.error().message());
  return programme;
}

Result<Instant> Refresh::fetch_time() {
  const auto reply = TRY(line_->ask(get("/v1/time")));
  if (reply.status != 200) return refusal_in(reply);
  return time_from_json(as_text(reply.body));
}

Result<std::shared_ptr<const Programme>> Refresh::fetch_programme(const Programme* held) {
  auto request = get("/v1/devices/" + id_text(device_) + "/programme");
  const auto kept = read_kept(folder_);
  // One that this version cannot read is asked for again: the collector may have mended it.
  if (kept && (held != nullptr || programme_from_json(kept->text)))
    request.fields.set("if-none-match", kept->etag);
  const auto reply = TRY(line_->ask(std::move(request), programme_bytes_max));
  if (reply.status == 304) return std::shared_ptr<const Programme>();
  if (reply.status != 200) return refusal_in(reply);
  auto programme = TRY(whole_programme_from(as_text(reply.body), held).while_doing("programme"));
  const std::string etag(reply.fields.find("etag").value_or(""));
  if (etag.size() > etag_letters_max || etag.find('\n') != std::string::npos)
    return invalid("an ETag that is none");
  auto file = to_bytes(as_bytes(etag + "\n"));
  file.insert(file.end(), reply.body.begin(), reply.body.end());
  TRY(write_durably(folder_ / programme_name, file));
  return std::shared_ptr<const Programme>(std::make_shared<Programme>(std::move(programme)));
}

Result<std::optional<Identity>> newer_identity(std::string_view document,
                                               const DeviceIdentity& present) {
  auto offered = TRY(read_identity(document, present.owner_key));
  const auto known = TRY(read_identity(present.identity_document, present.owner_key));
  if (offered.keys.owner != known.keys.owner) return refused("a key set of another owner");
  if (offered.keys.serial < known.keys.serial) return refused("an older key set than ours");
  if (offered.keys.serial == known.keys.serial) return std::optional<Identity>();
  return std::optional(std::move(offered));
}

Result<std::string> fetch_identity_document(Link& link, const CollectorAddress& address) {
  auto request = get("/v1/identity");
  if (!address.owner.empty()) request.query = "owner=" + address.owner;
  CollectorLine line(link, address.authority);
  const auto reply = TRY(line.ask_unsigned(std::move(request)));
  if (reply.status != 200) return offline("no identity there");
  return std::string(as_text(reply.body));
}

}  // namespace stemme
