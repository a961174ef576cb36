import type { ResolvedOperation } from '../../client-graph/client-graph.js';
import type { DeepReadonly } from '../../config/deep-freeze.js';
import type { LimitRuleConfig } from '../../config/limit-rule-config.js';
import type { Allowance } from '../../traffic/rate-limits/counter.js';
import type { LimitRequest } from '../../traffic/rate-limits/limiter.js';
import { compilePatterns } from '../rules/compile-pattern.js';
import { compileRules, rulePhases } from '../rules/compile-rule.js';
import type { Visit } from '../visit.js';
import { compileKeyPart, type LimitFacts } from './compile-key-part.js';

/** What a limit counts: requests and operations, or what operations cost. */
export type LimitUnit = 'requests' | 'cost';

/** A limit ready to be asked. */
export interface CompiledLimit {
  readonly name: string;
  /** Whether the operation has to be known; otherwise the request's head is enough. */
  readonly needsOperation: boolean;
  /** What it counts of a request; nothing when it is not for it. */
  requestsOf(facts: LimitFacts): readonly LimitRequest[];
}

/** How limits are compiled. */
export interface CompileLimitsOptions {
  readonly unit: LimitUnit;
  /** See `addressNetwork()`. */
  readonly ipv6Prefix: number;
}

/** Over every limit that can be configured: what an operation costs may be more than any number counted. */
const maxUnits = 2_000_000_000;

type Rule = DeepReadonly<LimitRuleConfig>;

/** Compiles limits; what they are was checked with the configuration. */
export function compileLimits(rules: readonly Rule[], options: CompileLimitsOptions): readonly CompiledLimit[] {
  return rules.map((rule) => compileLimit(rule, options));
}

function compileLimit(rule: Rule, { unit, ipv6Prefix }: CompileLimitsOptions): CompiledLimit {
  const { name, key, warnOnly, whenUnavailable } = rule;
  const matches = compileMatch(rule);
  const rootFieldTest = rule.when.rootFields && compilePatterns(rule.when.rootFields);
  const keyParts = key.filter((part) => part !== 'rootField').map((part) => compileKeyPart(part, { ipv6Prefix }));
  const byRootField = key.includes('rootField');
  const allowanceOf = compileAllowance(rule);

  function unitsOf(operation: ResolvedOperation | undefined): ReadonlyMap<string | undefined, number> {
    const fields = operation?.rootFields.filter((field) => rootFieldTest?.(field) ?? true) ?? [];
    if (rootFieldTest !== undefined && fields.length === 0) {
      return new Map();
    }
    const counted = new Map<string | undefined, number>();
    for (const field of byRootField ? fields : [undefined]) {
      counted.set(field, (counted.get(field) ?? 0) + 1);
    }
    if (unit === 'cost') {
      const cost = Math.min(operation?.cost() ?? 0, maxUnits);
      return cost === 0 ? new Map() : new Map([...counted.keys()].map((field) => [field, cost]));
    }
    // Without a name to count them by, each field counts for the one counter there is.
    return !byRootField && rootFieldTest !== undefined ? new Map([[undefined, fields.length]]) : counted;
  }

  return {
    name,
    needsOperation: unit === 'cost' || needsOperation(rule),
    requestsOf(facts) {
      if (!matches(facts)) {
        return [];
      }
      const { plan, allowance } = allowanceOf(facts.visit);
      if (allowance === undefined) {
        return [];
      }
      const common = { rule: name, allowance, warnOnly, whenUnavailable, estimated: unit === 'cost' };
      const parts = [unit, plan, ...keyParts.flatMap((part) => part(facts))];
      return [...unitsOf(facts.operation)].map(([field, units]) => ({ ...common, parts: [...parts, field], units }));
    },
  };
}

function needsOperation({ key, when }: Rule): boolean {
  const { operationNames, operationTypes, rootFields } = when;
  return (
    key.includes('operation') ||
    key.includes('rootField') ||
    [operationNames, operationTypes, rootFields].some((own) => own !== undefined)
  );
}

/** The conditions that rules have, too, are theirs. */
function compileMatch({ name, when }: Rule): (facts: LimitFacts) => boolean {
  const { operationTypes, rootFields: _rootFields, ...match } = when;
  const [rule] = compileRules([{ name, match, action: 'allow', warnOnly: false }]);
  const types = operationTypes && new Set<string>(operationTypes);
  return ({ visit, operation }) =>
    (types === undefined || types.has(operation?.type ?? '')) &&
    rule?.holds({ visit, tags: visit.tags, operationName: operation?.name }, rulePhases.operation) === true;
}

interface PlannedAllowance {
  /** The claim's value, when it names a plan. */
  readonly plan: string | undefined;
  /** Undefined: not counted. */
  readonly allowance: Allowance | undefined;
}

function compileAllowance({ limit, burst, windowSeconds, plans }: Rule): (visit: Visit) => PlannedAllowance {
  const windowMicros = windowSeconds * 1_000_000;
  const own = { plan: undefined, allowance: { limit, burst: burst ?? limit, windowMicros } };
  if (plans === undefined) {
    return () => own;
  }
  const planned = new Map(
    Object.entries(plans.limits).map(([plan, { limit: most, burst: atOnce }]): [string, PlannedAllowance] => [
      plan,
      { plan, allowance: most === 'unlimited' ? undefined : { limit: most, burst: atOnce ?? most, windowMicros } },
    ]),
  );
  return ({ identity }) => {
    const value = identity.claims[plans.claim];
    return planned.get(typeof value === 'string' ? value : JSON.stringify(value)) ?? own;
  };
}
