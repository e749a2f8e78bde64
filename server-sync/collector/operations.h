/// For whoever watches a collector by machine: /healthz, and /metrics for Prometheus. Nothing in
/// them comes from answers. /metrics is answered on the machine itself only: how many terminals a
/// municipality has is nobody else's affair. Any thread.
#pragma once

#include "server-sync/collector/hatch.h"
#include "server-sync/protocol/message.h"

namespace stemme {

bool is_of_operations(const Request& request);
/// `standing` as in CountingEnd.
Reply answer_operations(const Request& request, const Workplace& at,
                        const std::function<Result<OffsiteStanding>()>& standing);

}  // namespace stemme
