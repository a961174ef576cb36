import type { DeepReadonly } from '../../config/deep-freeze.js';
import type { RuleConfig, RuleMatchConfig } from '../../config/rules-config.js';
import { createAddressSet, parseAddress } from '../addresses.js';
import type { Visit } from '../visit.js';
import { compilePatterns } from './compile-pattern.js';

/** What a rule is asked about. */
export interface RuleFacts {
  readonly visit: Visit;
  /** What rules before have called it. */
  readonly tags: ReadonlySet<string>;
  /** Undefined when the client named none, and before the operation is read. */
  readonly operationName: string | undefined;
}

/**
 * How much has to be known of a request: its head; who is calling; the operation. In the order in which it becomes known.
 */
export type RulePhase = 0 | 1 | 2;

/** The phases by name. */
export const rulePhases = { head: 0, caller: 1, operation: 2 } as const satisfies Record<string, RulePhase>;

/** One condition of a rule. */
export type Condition = (facts: RuleFacts) => boolean;

/** A rule ready to be asked. */
export interface CompiledRule {
  readonly name: string;
  readonly action: RuleConfig['action'];
  readonly tag: string | undefined;
  readonly warnOnly: boolean;
  /** What has to be known before it can be said that it matches. */
  readonly needs: RulePhase;
  /** Whether everything holds that can be asked in a phase. A rule that needs no more matches then. */
  holds(facts: RuleFacts, phase: RulePhase): boolean;
}

/** Compiles rules; what they are was checked with the configuration. */
export function compileRules(rules: DeepReadonly<readonly RuleConfig[]>): readonly CompiledRule[] {
  return rules.map(({ name, match, action, tag, warnOnly }) => {
    const conditions = [headConditions(match), callerConditions(match), operationConditions(match)];
    const needs = Math.max(
      0,
      conditions.findLastIndex((list) => list.length > 0),
    ) as RulePhase; // an index of three
    return {
      name,
      action,
      tag,
      warnOnly,
      needs,
      holds: (facts, phase) => {
        for (let known = 0; known <= phase; known++) {
          if (conditions[known]?.every((condition) => condition(facts)) === false) {
            return false;
          }
        }
        return true;
      },
    };
  });
}

type Match = DeepReadonly<RuleMatchConfig>;

function headConditions(match: Match): readonly Condition[] {
  const conditions: Condition[] = [];
  if (match.clientGraphs) {
    const names = new Set(match.clientGraphs);
    conditions.push(({ visit }) => visit.graph !== undefined && names.has(visit.graph.name));
  }
  if (match.methods) {
    const methods = new Set<string>(match.methods);
    conditions.push(({ visit }) => methods.has(visit.method));
  }
  if (match.addresses) {
    const addresses = createAddressSet(match.addresses);
    conditions.push(({ visit }) => addresses.has(parseAddress(visit.address) ?? visit.address));
  }
  addTextCondition(conditions, match.paths, ({ visit }) => visit.path);
  const headers = {
    ...match.headers,
    ...(match.userAgents && { 'user-agent': match.userAgents }),
    ...(match.referers && { referer: match.referers }),
    ...(match.origins && { origin: match.origins }),
  };
  for (const [name, patterns] of Object.entries(headers)) {
    const header = name.toLowerCase();
    addTextCondition(conditions, patterns, ({ visit }) => visit.headers.get(header));
  }
  for (const name of match.absentHeaders ?? []) {
    const header = name.toLowerCase();
    conditions.push(({ visit }) => (visit.headers.get(header) ?? '') === '');
  }
  if (match.tags) {
    const wanted = match.tags;
    conditions.push(({ tags }) => wanted.some((tag) => tags.has(tag)));
  }
  return conditions;
}

function callerConditions(match: Match): readonly Condition[] {
  const conditions: Condition[] = [];
  const { authenticated, scopes, claims = {} } = match;
  if (authenticated !== undefined) {
    conditions.push(({ visit }) => (visit.identity.proof !== 'none') === authenticated);
  }
  addTextCondition(conditions, match.subjects, ({ visit }) => visit.identity.subject);
  if (scopes) {
    conditions.push(({ visit }) => scopes.some((scope) => visit.identity.scopes.has(scope)));
  }
  for (const [name, patterns] of Object.entries(claims)) {
    const test = compilePatterns(patterns);
    conditions.push(({ visit }) => textsOf(visit.identity.claims[name]).some(test));
  }
  addTextCondition(conditions, match.clientNames, ({ visit }) => visit.identity.client.name);
  addTextCondition(conditions, match.clientVersions, ({ visit }) => visit.identity.client.version);
  return conditions;
}

function operationConditions({ operationNames }: Match): readonly Condition[] {
  const conditions: Condition[] = [];
  addTextCondition(conditions, operationNames, ({ operationName }) => operationName);
  return conditions;
}

/** What is not there matches no pattern. */
function addTextCondition(
  conditions: Condition[],
  patterns: readonly string[] | undefined,
  read: (facts: RuleFacts) => string | undefined,
): void {
  if (patterns === undefined) {
    return;
  }
  const test = compilePatterns(patterns);
  conditions.push((facts) => {
    const text = read(facts);
    return text !== undefined && test(text);
  });
}

/** What of a claim can be compared; objects cannot. */
function textsOf(claim: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return values.filter((value) => ['string', 'number', 'boolean'].includes(typeof value)).map(String);
}
