export { type ApolloContextArguments, gatewayContext } from './apollo.js';
export type { GatewayCaller, IncomingRequest, Verdict } from './caller.js';
export { type Middleware, requireGateway } from './express.js';
export {
  type FastifyLikeReply,
  type FastifyLikeRequest,
  gatewayBodyHook,
  gatewayHook,
  type OnRequestHook,
  type PreParsingHook,
} from './fastify.js';
export { fromNodeRequest, keepBody, type NodeRequest } from './node-request.js';
export { callerOf } from './verified-callers.js';
export { createGatewayVerifier, type GatewayVerifier, type GatewayVerifierOptions } from './verifier.js';
export type { SignatureOptions } from './verify-signature.js';
export type { TokenOptions } from './verify-token.js';
export { gatewayPlugin, type YogaPlugin, type YogaRequestEvent } from './yoga.js';
