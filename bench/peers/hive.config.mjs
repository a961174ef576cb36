// Hive Gateway shares equal calls to a subgraph that are under way unless told not to; here no request shares anything.
export const gatewayConfig = {
  transportEntries: { '*.http': { options: { deduplicateInflightRequests: false } } },
};
