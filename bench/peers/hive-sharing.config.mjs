// Everything Hive Gateway has: equal calls to a subgraph (on as it comes) and equal requests of clients.
export const gatewayConfig = {
  inboundInflightRequestDeduplication: true,
};
