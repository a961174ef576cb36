/**
 * The parts of undici that the gateway needs, by their files: its index loads `fetch()`, web sockets, caches and mocks, too,
 * 3 MB of live heap and 50 ms of the start (ADR 40).
 */
declare module 'undici/lib/dispatcher/agent.js' {
  import { Agent } from 'undici';
  export = Agent;
}
declare module 'undici/lib/core/errors.js' {
  import { errors } from 'undici';
  export = errors;
}
