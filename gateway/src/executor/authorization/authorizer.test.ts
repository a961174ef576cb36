import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { anonymous } from '../../auth/identity.js';
import type { AccessRules } from '../../supergraph/access/access-rules.js';
import { createAuthorizer } from './authorizer.js';

const names = Array.from({ length: 12 }, (_, i) => `f${i}`);
const schema = buildSchema(`type Query { open: Int ${names.map((name) => `${name}: Int`).join(' ')} }`);
const rules: AccessRules = {
  policies: [],
  clausesFor: (_type, field) => (field.startsWith('f') ? [{ kind: 'authenticated', text: 'authenticated' }] : []),
};

/** An operation that counts how often its conditions are evaluated: each time it is looked through. */
function operationOf(text: string) {
  const document = parse(text);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const counted = { looks: 0 };
  const shape = {
    key: text,
    evaluated: () => {
      counted.looks++;
      return { document, operation };
    },
  };
  const request = { clientGraph: 'test', correlationId: 'test', headers: new Map(), identity: anonymous };
  return { counted, ask: { document, operation, request, signal: new AbortController().signal }, shape };
}

describe('createAuthorizer()', () => {
  it('looks through an operation once, and through one without protected fields not at all', () => {
    const authorizer = createAuthorizer({ rules, schema, onDenied: 'filter' });
    const guarded = operationOf('{ f1 open }');
    const open = operationOf('{ open }');
    for (let i = 0; i < 3; i++) {
      expect(authorizer.authorize(guarded.ask, guarded.shape)).toMatchObject({ key: '0' });
      expect(authorizer.authorize(open.ask, open.shape)).toBeUndefined();
    }
    expect([guarded.counted.looks, open.counted.looks]).toEqual([1, 0]);
  });

  it('remembers as many operations as fit into maxRememberedBytes, and judges the others all the same', () => {
    const operations = ['{ f1 }', '{ f2 }', '{ f3 }'].map(operationOf);
    // Each is estimated at 1024 bytes and 64 for each of its 6 characters.
    for (const [maxRememberedBytes, looks] of [
      [3 * (1024 + 6 * 64), [1, 1, 1]],
      [3 * (1024 + 6 * 64) - 1, [2, 2, 2]],
    ] as const) {
      const authorizer = createAuthorizer({ rules, schema, onDenied: 'filter', maxRememberedBytes });
      for (let round = 0; round < 2; round++) {
        for (const { ask, shape } of operations) {
          expect(authorizer.authorize(ask, shape)).toMatchObject({ key: '0' });
        }
      }
      expect(operations.map(({ counted }) => counted.looks)).toEqual(looks);
      for (const { counted } of operations) {
        counted.looks = 0;
      }
    }
  });

  it('names ten fields at most when it rejects', () => {
    const authorizer = createAuthorizer({ rules, schema, onDenied: 'reject' });
    const rejection = (count: number): unknown => {
      const { ask, shape } = operationOf(`{ ${names.slice(0, count).join(' ')} ${names[0]} }`);
      return () => authorizer.authorize(ask, shape);
    };
    const shown = (count: number) =>
      names
        .slice(0, count)
        .map((name) => `"Query.${name}"`)
        .join(', ');
    expect(rejection(9)).toThrow(new RegExp(`${shown(9)}$`));
    expect(rejection(10)).toThrow(new RegExp(`${shown(10)}$`));
    expect(rejection(11)).toThrow(new RegExp(`${shown(10)} and 1 more$`));
  });

  it('tells of ten fields at most, waits until that is done, and then rejects, or with warnOnly denies nothing', async () => {
    const { ask, shape } = operationOf(`{ ${names.join(' ')} }`);
    const fields = names.slice(0, 10).map((name) => `Query.${name}`);
    for (const [warnOnly, outcome] of [
      [false, 'UNAUTHORIZED_OPERATION'],
      [true, undefined],
    ] as const) {
      const authorizer = createAuthorizer({ rules, schema, onDenied: 'reject', warnOnly });
      const told: unknown[] = [];
      const onDenied = async (notice: unknown) => {
        await Promise.resolve();
        told.push(notice);
      };
      const verdict = Promise.resolve(authorizer.authorize({ ...ask, onDenied }, shape));
      expect(await verdict.catch(({ code }) => code)).toBe(outcome);
      expect(told).toEqual([{ fields, code: 'UNAUTHORIZED_OPERATION', warnOnly }]);
    }
  });
});
