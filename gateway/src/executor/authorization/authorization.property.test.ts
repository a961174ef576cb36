import fc from 'fast-check';
import {
  buildSchema,
  type ExecutionResult,
  NoUnusedVariablesRule,
  parse,
  printSchema,
  specifiedRules,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { anonymous, type Identity } from '../../auth/identity.js';
import { startTestEngine, type TestEngine } from '../engine.test-kit.js';
import {
  allRights,
  createDice,
  createSubgraphs,
  type Dice,
  expectedAnswer,
  type Rights,
  randomOperation,
  randomRequirements,
} from './random-world.test-kit.js';

const operationsPerSchema = 20;
const rules = specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule);

type Answer = Awaited<ReturnType<TestEngine['run']>>;

function randomRights(dice: Dice): Rights {
  const some = (items: readonly string[]): string[] => items.filter(() => dice.roll(2) === 0);
  const authenticated = dice.roll(3) > 0;
  return { authenticated, scopes: some(allRights.scopes), policies: some(allRights.policies) };
}

function toIdentity({ authenticated, scopes, policies }: Rights): Identity {
  const key = JSON.stringify([authenticated, scopes, policies]);
  return { ...anonymous, proof: authenticated ? 'token' : 'none', scopes: new Set(scopes), claims: { policies }, key };
}

/** Starts the same graph with requirements and without. */
function startWorld(seed: number): {
  guarded: TestEngine;
  open: TestEngine;
  requirements: ReturnType<typeof randomRequirements>;
} {
  const requirements = randomRequirements(createDice(seed));
  const guarded = startTestEngine(createSubgraphs(requirements, createDice(seed + 1)), {
    authorization: {
      onDenied: 'filter',
      policies: { decide: async (_names, { identity }) => new Set(identity.claims['policies'] as string[]) },
    },
  });
  return { guarded, open: startTestEngine(createSubgraphs(new Map(), createDice(seed + 1))), requirements };
}

describe('engine.execute() over random schemas with random requirements', () => {
  it('answers as if every denied field threw, and to a caller with all rights as if nothing was protected', async () => {
    let denials = 0;
    let nulled = 0;
    const property = fc.asyncProperty(fc.integer(), async (seed) => {
      const { guarded, open, requirements } = startWorld(seed);
      const schema = guarded.engine.apiSchema;
      const nullable = buildSchema(printSchema(schema).replaceAll('!', ''));
      const dice = createDice(seed ^ 0x5bd1e995);
      for (let i = 0; i < operationsPerSchema; i++) {
        const { text, variables } = randomOperation(dice);
        const document = parse(text);
        expect(validate(schema, document, rules)).toEqual([]);
        const rights = randomRights(dice);
        const answer = await guarded.run(text, variables, new Map(), toIdentity(rights));
        const expected = await expectedAnswer(document, variables, { schema, requirements, rights });
        expect({ text, rights, data: answer.text }).toEqual({ text, rights, data: JSON.stringify(expected.data) });
        const everywhere = await expectedAnswer(document, variables, { schema: nullable, requirements, rights });
        expectSameErrors(answer, expected, everywhere);
        denials += answer.errors.length;
        nulled += answer.data === null ? 1 : 0;
        const full = await guarded.run(text, variables, new Map(), toIdentity(allRights));
        expect(full).toEqual(await open.run(text, variables));
      }
    });
    await fc.assert(property, { numRuns: 8, seed: 20_261_123, endOnFailure: true });
    // Else the operations would have met no requirement.
    expect(denials).toBeGreaterThan(100);
    expect(nulled).toBeLessThan(80);
  }, 120_000);
});

/** Every error is at a denied field; and where no null travels up, each denied field has its error. */
function expectSameErrors(answer: Answer, expected: ExecutionResult, everywhere: ExecutionResult): void {
  const errors = answer.errors.map((error) => JSON.stringify(error));
  const denied = (everywhere.errors ?? []).map(({ message, path }) => JSON.stringify({ message, path }));
  expect(denied).toEqual(expect.arrayContaining(errors));
  expect(errors.length > 0).toBe((expected.errors?.length ?? 0) > 0);
  if (JSON.stringify(expected.data) === JSON.stringify(everywhere.data)) {
    expect(errors.toSorted()).toEqual(denied.toSorted());
  }
}
