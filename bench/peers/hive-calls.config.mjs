// Hive Gateway as it comes: equal calls to a subgraph that are under way at once are one.
export const gatewayConfig = {};
