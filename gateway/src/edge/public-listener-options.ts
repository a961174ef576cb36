import type { Log } from '../telemetry/logger.js';
import type { ServedGraph } from './answer-request.js';
import type { CsrfMode } from './check-csrf.js';
import type { CompressionOptions } from './compress-answer.js';
import type { ConnectionTimeouts } from './connection-timeouts.js';
import type { ReportConnectionRefusal } from './connections/connection-refusals.js';
import type { ForwardingHeader } from './forwarding-hops.js';
import type { Gate } from './gate.js';
import type { SocketLimits } from './socket-limits.js';
import type { Turns } from './take-turn.js';
import type { TlsSettings } from './tls/load-tls-files.js';
import type { VisitObserver } from './visit.js';

/** How the public listener is opened. */
export interface PublicListenerOptions {
  /** Address or name to listen on. */
  readonly host: string;
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** Largest request body, in bytes, that is read. Over it: BODY_TOO_LARGE. */
  readonly maxBodyBytes: number;
  /** How long requests in flight may go on after `stop()`, in milliseconds. Past it their connections are cut. */
  readonly shutdownGraceMs: number;
  /** Whether a browser that opens a client graph's path gets GraphiQL. */
  readonly graphiql: boolean;
  /** What is served, each at a path of its own. */
  readonly clientGraphs: readonly ServedGraph[];
  readonly log: Log;
  /** What every request has to pass, in order. Default none. */
  readonly gates?: readonly Gate[];
  /** Told of every request. Default nobody. */
  readonly observer?: VisitObserver;
  /** When requests are answered. Default: at once. */
  readonly turns?: Turns;
  /** What keeps other sites' pages from sending operations by GET. Default `preflight`. */
  readonly csrf?: CsrfMode;
  /** Default: `connectionTimeouts`. */
  readonly timeouts?: Partial<ConnectionTimeouts>;
  /** Default: `socketLimits`. */
  readonly limits?: Partial<SocketLimits>;
  /** Default: no TLS. */
  readonly tls?: TlsSettings;
  /** Default: none is trusted. */
  readonly proxies?: ProxySettings;
  /** Which answers are compressed. Default: `compressionDefaults`. */
  readonly compression?: CompressionOptions;
  /** Told of each client that connects. Default: nobody is. */
  readonly onConnection?: () => void;
  /** Told of connections that are over a limit. Default: nobody is. */
  readonly onConnectionRefused?: ReportConnectionRefusal;
}

/** Which proxies stand in front of the gateway, and how they say whom they forward for. */
export interface ProxySettings {
  /** Addresses and ranges, as `parseAddressRange` reads them. */
  readonly trusted: readonly string[];
  readonly header: ForwardingHeader | 'none';
  /** Whether their connections begin with a PROXY header, version 1 or 2. */
  readonly proxyProtocol: boolean;
}
