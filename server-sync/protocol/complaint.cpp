#include "server-sync/protocol/complaint.h"

namespace stemme {

std::string to_text(const Complaint& complaint) {
  if (complaint.file.empty()) return complaint.wrong;
  std::string text = complaint.file;
  if (complaint.line > 0) text += ":" + std::to_string(complaint.line);
  text += ": " + complaint.wrong + ".";
  if (!complaint.remedy.empty()) text += " " + complaint.remedy + ".";
  return text;
}

Error as_error(const Complaints& complaints) {
  std::string text;
  for (const auto& complaint : complaints) text += (text.empty() ? "" : "\n") + to_text(complaint);
  return invalid(text);
}

}  // namespace stemme
