// Hive Gateway shares equal calls to a subgraph unless told not to; here no request has anything in common with another.
export const gatewayConfig = {
  transportEntries: { '*.http': { options: { deduplicateInflightRequests: false } } },
};
