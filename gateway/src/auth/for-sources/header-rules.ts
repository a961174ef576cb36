import { namedOnlyHeaders, unpassableHeaders } from '../../config/passed-headers.js';
import type { HeaderRuleConfig } from '../../config/source-identity-config.js';
import type { Caller } from '../../upstream/http-client.js';
import { compileHeaderPattern } from './header-pattern.js';

/** Headers of one call by name in lower case. Null prototype, since clients choose names. */
export type OutgoingHeaders = Record<string, string>;

/** The rules of one source, compiled. */
export interface HeaderRules {
  /** The headers that the rules give for a call; made anew each time, so that they may be added to. */
  build(caller: Caller | undefined): OutgoingHeaders;
  /** Names of the client's headers that the rules read. */
  readonly callerHeaders: ReadonlySet<string> | 'any';
}

/**
 * Compiles the rules on the headers of one source. They start from nothing: a header of the client is passed on only if a
 * rule says so, and never one that is hop-by-hop, be it by its name or because the client's `Connection` names it.
 *
 * Spec: RFC 9110 section 7.6.1.
 */
export function compileHeaderRules(rules: readonly HeaderRuleConfig[]): HeaderRules {
  const steps = rules.map(compileRule);
  return {
    callerHeaders: headersRead(rules),
    build(caller) {
      const headers: OutgoingHeaders = Object.create(null);
      const incoming = caller === undefined ? nothing : endToEnd(caller.headers);
      for (const step of steps) {
        step(headers, incoming);
      }
      return headers;
    },
  };
}

type Step = (headers: OutgoingHeaders, incoming: ReadonlyMap<string, string>) => void;

const nothing: ReadonlyMap<string, string> = new Map();

function compileRule(rule: HeaderRuleConfig): Step {
  const name = rule.name?.toLowerCase() ?? '';
  const value = rule.value ?? '';
  switch (rule.action) {
    case 'copy':
      return rule.matching === undefined ? copyAs(name, name) : copyMatching(rule.matching);
    case 'rename':
      return copyAs(name, rule.to?.toLowerCase() ?? '');
    case 'set':
      return (headers) => {
        headers[name] = value;
      };
    case 'default':
      return (headers) => {
        headers[name] ??= value;
      };
    case 'remove':
      return rule.matching === undefined ? removeNamed(name) : removeMatching(rule.matching);
  }
}

function copyAs(from: string, to: string): Step {
  return (headers, incoming) => {
    const value = incoming.get(from);
    if (value !== undefined) {
      headers[to] = value;
    }
  };
}

function copyMatching(pattern: string): Step {
  const matches = compileHeaderPattern(pattern);
  return (headers, incoming) => {
    for (const [name, value] of incoming) {
      if (!unpassableHeaders.has(name) && !namedOnlyHeaders.has(name) && matches(name)) {
        headers[name] = value;
      }
    }
  };
}

function removeNamed(name: string): Step {
  return (headers) => {
    delete headers[name];
  };
}

function removeMatching(pattern: string): Step {
  const matches = compileHeaderPattern(pattern);
  return (headers) => {
    for (const name of Object.keys(headers)) {
      if (matches(name)) {
        delete headers[name];
      }
    }
  };
}

/** What the client's `Connection` names is for this connection only. */
function endToEnd(incoming: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const connection = incoming.get('connection');
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') {
    return incoming;
  }
  const passed = new Map(incoming);
  for (const option of connection.split(',')) {
    passed.delete(option.trim().toLowerCase());
  }
  return passed;
}

function headersRead(rules: readonly HeaderRuleConfig[]): ReadonlySet<string> | 'any' {
  const reading = rules.filter(({ action }) => action === 'copy' || action === 'rename');
  if (reading.some(({ matching }) => matching !== undefined)) {
    return 'any';
  }
  const names = reading.map(({ name }) => name?.toLowerCase() ?? '');
  return new Set(names.length === 0 ? [] : [...names, 'connection']);
}
