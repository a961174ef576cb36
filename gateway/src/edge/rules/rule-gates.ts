import type { Gate } from '../gate.js';
import type { GraphqlRequest } from '../parse-graphql-request.js';
import { type Refused, refuse, refusedBy } from '../refusal.js';
import type { BlockedVisit, Visit, VisitObserver } from '../visit.js';
import { type CompiledRule, type RuleFacts, type RulePhase, rulePhases } from './compile-rule.js';

/** What `createRuleGates` needs. */
export interface RuleGatesOptions {
  /** The rules that hold now, in order. Asked once for each request, so that one list judges all of it. */
  readonly rules: () => readonly CompiledRule[];
  /** Told of what rules with `warnOnly` would have done. */
  readonly observer: Pick<VisitObserver, 'blocked'>;
}

/** The gates that rules are kept by. */
export interface RuleGates {
  /** Before the caller is identified. */
  readonly before: Gate;
  /** Right after. */
  readonly after: Gate;
}

const gateName = 'rules';
const code = 'FORBIDDEN_BY_RULE';

/** How far a request has come through the rules. */
interface Progress {
  readonly rules: readonly CompiledRule[];
  /** The first rule that is not decided yet. */
  next: number;
  /** Of the request as a whole: what one operation of a batch is called is not what the next one is. */
  tags: ReadonlySet<string>;
}

/**
 * Makes the gates that keep the rules. The first rule that matches decides, whatever has to be known for it: a rule that
 * cannot be decided yet, and all that come after it, wait until more is known.
 */
export function createRuleGates({ rules, observer }: RuleGatesOptions): RuleGates {
  const key = Symbol('progress');
  const progressOf = (visit: Visit) => visit.remembered.get(key) as Progress | undefined;

  function judgeHead(visit: Visit, phase: RulePhase): Verdict {
    const known = progressOf(visit);
    const progress = known ?? { rules: rules(), next: 0, tags: visit.tags };
    if (known === undefined) {
      visit.remembered.set(key, progress);
    }
    if (progress.rules.length === 0) {
      return undefined;
    }
    const facts = { visit, tags: visit.tags, operationName: undefined };
    const walked = walk(progress, facts, { phase, addTag: (tag) => visit.tags.add(tag) });
    progress.next = walked.next;
    progress.tags = phase === rulePhases.head ? visit.tags : new Set(visit.tags);
    return conclude(walked, { visit, operation: undefined });
  }

  function judgeOperation(visit: Visit, operation: GraphqlRequest): Verdict {
    const progress = progressOf(visit);
    if (progress === undefined) {
      throw new TypeError('An operation reached the rules before its request did');
    }
    if (progress.rules.length === 0) {
      return undefined;
    }
    const tags = new Set(progress.tags);
    const addTag = (tag: string) => {
      tags.add(tag);
      visit.tags.add(tag);
    };
    const facts = { visit, tags, operationName: operation.operationName };
    return conclude(walk(progress, facts, { phase: rulePhases.operation, addTag }), { visit, operation });
  }

  function conclude({ denied, warned }: Walked, { visit, operation }: Judged): Verdict {
    const refused = denied && refusedBy(denied.name, refuse(code, 'The request is not allowed'));
    const waits = warned
      .map(({ name, action }): BlockedVisit => {
        return { gate: gateName, rule: name, code: action === 'deny' ? code : action, operation, warnOnly: true };
      })
      .map((blocked) => observer.blocked(visit, blocked))
      .filter((wait) => wait instanceof Promise);
    return waits.length === 0 ? refused : Promise.all(waits).then(() => refused);
  }

  return {
    before: { name: gateName, admitHead: (visit) => judgeHead(visit, rulePhases.head) },
    after: {
      name: gateName,
      admitHead: (visit) => judgeHead(visit, rulePhases.caller),
      admitOperation: judgeOperation,
    },
  };
}

type Verdict = Refused | undefined | Promise<Refused | undefined>;

interface Judged {
  readonly visit: Visit;
  readonly operation: GraphqlRequest | undefined;
}

/** What came of going through the rules. */
interface Walked {
  /** The first rule that could not be decided; past the last when all are, or one has decided. */
  readonly next: number;
  readonly denied: CompiledRule | undefined;
  /** Rules with `warnOnly` that matched. */
  readonly warned: readonly CompiledRule[];
}

function walk(
  { rules, next }: Progress,
  facts: RuleFacts,
  { phase, addTag }: { readonly phase: RulePhase; readonly addTag: (tag: string) => void },
): Walked {
  const warned: CompiledRule[] = [];
  for (let index = next; index < rules.length; index++) {
    const rule = rules[index];
    if (rule === undefined || !rule.holds(facts, phase)) {
      continue;
    }
    if (rule.needs > phase) {
      return { next: index, denied: undefined, warned };
    }
    if (rule.warnOnly) {
      warned.push(rule);
    } else if (rule.action === 'tag') {
      addTag(rule.tag ?? rule.name);
    } else {
      return { next: rules.length, denied: rule.action === 'deny' ? rule : undefined, warned };
    }
  }
  return { next: rules.length, denied: undefined, warned };
}
