#include "server-sync/protocol/signature.h"

#include <algorithm>

#include "server-sync/protocol/structured_field.h"

namespace stemme {
namespace {

constexpr std::size_t nonce_letters_min = 16;
constexpr std::size_t nonce_letters_max = 64;
constexpr std::size_t name_letters_max = 64;

/// Fields that are covered whenever they are there, because they change what happens next.
constexpr std::string_view optional_request_fields[] = {"stemme-status", "range", "if-range",
                                                        "if-none-match"};
constexpr std::string_view optional_reply_fields[] = {"retry-after", "etag", "content-range"};

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Field names are the same however they are written (RFC 9110 §5.1); `small` is in lower case.
bool is_named(std::string_view name, std::string_view small) {
  return std::equal(name.begin(), name.end(), small.begin(), small.end(),
                    [](char a, char b) { return lower(a) == b; });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string authority_of(const Request& request) {
  auto authority = request.authority;
  std::transform(authority.begin(), authority.end(), authority.begin(), lower);
  if (authority.ends_with(":443")) authority.resize(authority.size() - 4);
  return authority;
}

/// RFC 9421 §2.1: several fields of one name are one, joined with a comma and a space.
Result<std::string> field_value(const Fields& fields, std::string_view name) {
  std::optional<std::string> joined;
  for (const auto& [key, value] : fields) {
    if (!is_named(key, name)) continue;
    if (joined)
      joined->append(", ").append(trimmed(value));
    else
      joined.emplace(trimmed(value));
  }
  if (!joined) return refused("a signed field is missing: " + std::string(name));
  return *joined;
}

Result<std::string> derived_value(std::string_view name, const Request& request) {
  if (name == "@method") return request.method;
  if (name == "@authority") return authority_of(request);
  if (name == "@path") return request.path.empty() ? "/" : request.path;
  if (name == "@query") return "?" + request.query;
  return invalid("a component we do not know: " + std::string(name));
}

Result<std::string> component_value(const FieldItem& component, const Request& request,
                                    const Reply* reply) {
  const std::string_view name = component.item.value;
  const bool of_request = find_parameter(component.parameters, "req") != nullptr;
  if (component.item.kind != BareItem::Kind::Text || component.parameters.size() > of_request)
    return invalid("a component we do not know");
  if (of_request && reply == nullptr) return invalid("a request does not sign another request");
  if (name == "@status") {
    if (reply == nullptr || of_request) return invalid("only a reply has a status");
    return std::to_string(reply->status);
  }
  const bool in_request = reply == nullptr || of_request;
  if (!name.starts_with('@')) return field_value(in_request ? request.fields : reply->fields, name);
  if (!in_request) return invalid("a reply has no such component: " + std::string(name));
  return derived_value(name, request);
}

Result<std::string> base_for(const FieldMember& list, const Request& request, const Reply* reply) {
  constexpr std::size_t usual_bytes = 1024;
  std::string base;
  base.reserve(usual_bytes);
  for (auto component = list.items.begin(); component != list.items.end(); ++component) {
    if (std::find(list.items.begin(), component, *component) != component)
      return invalid("a component is signed twice");
    const auto value = TRY(component_value(*component, request, reply));
    if (value.find('\r') != std::string::npos || value.find('\n') != std::string::npos)
      return invalid("a component with a line break");
    append_text(base, *component);
    base.append(": ").append(value) += '\n';
  }
  return base.append("\"@signature-params\": ").append(inner_list_text(list));
}

BareItem text_item(std::string_view value) { return {BareItem::Kind::Text, std::string(value)}; }

using Components = std::vector<FieldItem>;

/// A field or a derived component of the message itself.
FieldItem own(std::string_view name) { return {text_item(name), {}}; }
/// One of the request it replies to.
FieldItem of_request(std::string_view name) { return {text_item(name), {{"req", truth()}}}; }

/// The components a request must cover, exactly and in this order.
Components request_components(const Request& request) {
  Components needed = {own("@method"), own("@authority"), own("@path")};
  if (!request.query.empty()) needed.push_back(own("@query"));
  needed.push_back(own("content-digest"));
  if (!request.body.empty() || request.fields.find("content-type"))
    needed.push_back(own("content-type"));
  needed.push_back(own("stemme-protocol"));
  needed.push_back(own("stemme-nonce"));
  for (auto name : optional_request_fields)
    if (request.fields.find(name)) needed.push_back(own(name));
  return needed;
}

Components reply_components(const Reply& reply) {
  Components needed = {own("@status"), own("content-digest")};
  if (!reply.body.empty() || reply.fields.find("content-type"))
    needed.push_back(own("content-type"));
  needed.push_back(own("stemme-protocol"));
  for (auto name : optional_reply_fields)
    if (reply.fields.find(name)) needed.push_back(own(name));
  for (auto name : {"@method", "@path", "stemme-nonce"}) needed.push_back(of_request(name));
  return needed;
}

FieldMember list_of(Components components, std::string_view key_id) {
  FieldMember list;
  list.is_list = true;
  list.items = std::move(components);
  list.parameters = {{"keyid", text_item(key_id)}, {"alg", text_item("ed25519")}};
  return list;
}

Result<FieldMember> labelled_list(const Fields& fields, std::string_view label) {
  const auto field = TRY(field_value(fields, "signature-input"));
  auto members = TRY(read_dictionary(field));
  const auto member = std::ranges::find(members, label, &FieldMember::key);
  if (member == members.end()) return refused("no signature of ours");
  if (!member->is_list) return invalid("a signature covers a list");
  return std::move(*member);
}

Result<std::string> key_id_of(const FieldMember& list) {
  const auto* key_id = find_parameter(list.parameters, "keyid");
  const auto* algorithm = find_parameter(list.parameters, "alg");
  if (key_id == nullptr || key_id->kind != BareItem::Kind::Text || key_id->value.empty() ||
      key_id->value.size() > name_letters_max)
    return refused("a signature without a key id");
  if (algorithm == nullptr || *algorithm != BareItem{BareItem::Kind::Text, "ed25519"})
    return refused("a signature that is not Ed25519");
  // Nothing else: a date would make a wrong clock break something.
  if (list.parameters.size() != 2) return refused("a signature with parameters of another kind");
  return key_id->value;
}

Result<void> check_covered(const FieldMember& list, const Components& needed) {
  if (list.items != needed) return refused("the signature covers other components than it must");
  return {};
}

Result<void> check_content(const Fields& fields, ByteView body) {
  const auto version = TRY(field_value(fields, "stemme-protocol"));
  if (version != protocol_version) return invalid("another version of the protocol");
  const auto field = TRY(field_value(fields, "content-digest"));
  if (field != content_digest(body)) return invalid("the body is not the one its digest names");
  return {};
}

Result<void> check_nonce(const Fields& fields) {
  const auto nonce = TRY(field_value(fields, "stemme-nonce"));
  const bool plain = std::all_of(nonce.begin(), nonce.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
  if (!plain || nonce.size() < nonce_letters_min || nonce.size() > nonce_letters_max)
    return invalid("a nonce has 16-64 letters, digits, dashes or underscores");
  return {};
}

/// Signs the message's base and puts both fields where they belong.
void sign_fields(Fields& fields, const FieldMember& list, std::string_view base,
                 const SigningKey& key) {
  const std::string label(signature_label);
  fields.set("signature-input", label + "=" + inner_list_text(list));
  fields.set("signature", label + "=:" + to_base64(key.sign(as_bytes(base))) + ":");
}

Result<void> check_reply(const Reply& reply, const Request& request,
                         const std::vector<VerifyKey>& keys) {
  const auto list = TRY(labelled_list(reply.fields, signature_label));
  const auto key_id = TRY(key_id_of(list));
  TRY(check_covered(list, reply_components(reply)));
  TRY(check_content(reply.fields, reply.body));
  const auto base = TRY(base_for(list, request, &reply));
  const auto signature = TRY(signature_of(reply.fields, signature_label));
  for (const auto& key : keys)
    if (key_name(key) == key_id && signed_by(key, as_bytes(base), signature)) return {};
  return refused("not signed by a key of the collector");
}

}  // namespace

std::string content_digest(ByteView body) { return "sha-256=:" + to_base64(sha256(body)) + ":"; }

Result<std::string> signature_parameters(const Fields& fields, std::string_view label) {
  const auto list = TRY(labelled_list(fields, label));
  return inner_list_text(list);
}

Result<Signature> signature_of(const Fields& fields, std::string_view label) {
  const auto field = TRY(field_value(fields, "signature"));
  const auto members = TRY(read_dictionary(field));
  const auto* member = find_member(members, label);
  if (member == nullptr) return refused("no signature of ours");
  if (member->is_list || member->items.front().item.kind != BareItem::Kind::Binary)
    return invalid("a signature is bytes");
  const auto bytes = TRY(from_base64(member->items.front().item.value));
  return fixed<64>(bytes);
}

Result<std::string> signature_base(const Request& request, const Reply* reply,
                                   std::string_view parameters) {
  const auto list = TRY(read_inner_list(parameters));
  return base_for(list, request, reply);
}

void sign_request(Request& request, const SigningKey& key, std::string_view key_id) {
  request.fields.set("content-digest", content_digest(request.body));
  request.fields.set("stemme-protocol", std::string(protocol_version));
  if (!request.fields.find("stemme-nonce"))
    request.fields.set("stemme-nonce", to_base64url(random_bytes<16>()));
  const auto list = list_of(request_components(request), key_id);
  const auto base = base_for(list, request, nullptr);
  STEMME_ASSERT(base.has_value());
  sign_fields(request.fields, list, *base, key);
}

Result<std::string> verify_request(
    const Request& request, const std::function<Result<VerifyKey>(std::string_view)>& key_of) {
  const auto list = TRY(labelled_list(request.fields, signature_label));
  const auto key_id = TRY(key_id_of(list));
  TRY(check_covered(list, request_components(request)));
  TRY(check_content(request.fields, request.body));
  TRY(check_nonce(request.fields));
  const auto base = TRY(base_for(list, request, nullptr));
  const auto signature = TRY(signature_of(request.fields, signature_label));
  const auto key = TRY(key_of(key_id));
  if (!signed_by(key, as_bytes(base), signature)) return refused("the signature does not fit");
  return key_id;
}

void sign_reply(Reply& reply, const Request& request, const SigningKey& key) {
  reply.fields.set("content-digest", content_digest(reply.body));
  reply.fields.set("stemme-protocol", std::string(protocol_version));
  STEMME_ASSERT(reply.body.empty() || reply.fields.find("content-type"));
  const auto list = list_of(reply_components(reply), key_name(key.verify_key()));
  const auto base = base_for(list, request, &reply);
  if (!base) return;
  sign_fields(reply.fields, list, *base, key);
}

Result<void> verify_reply(const Reply& reply, const Request& request,
                          const std::vector<VerifyKey>& keys) {
  auto checked = check_reply(reply, request, keys);
  if (checked) return {};
  return offline("unsigned reply: " + checked.error().message());
}

}  // namespace stemme
