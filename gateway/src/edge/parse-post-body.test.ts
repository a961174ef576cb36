import { describe, expect, it } from 'vitest';
import { parsePostBody } from './parse-post-body.js';

const read = (body: unknown, maxOperations = 2) =>
  parsePostBody(Buffer.from(JSON.stringify(body)), { enabled: true, maxOperations });
const one = { query: '{ a }' };

describe('parsePostBody() where batches are allowed', () => {
  it('reads a single request as ever', () => {
    expect(read(one)).toMatchObject({ kind: 'read', value: { kind: 'one', request: { body: one } } });
  });

  it('reads each item by itself, well-formed or not, up to the limit', () => {
    expect(read([one])).toMatchObject({ kind: 'read', value: { kind: 'batch', requests: [{ kind: 'read' }] } });
    expect(read([one, { query: 7 }])).toMatchObject({
      value: {
        requests: [
          { kind: 'read', value: { body: one } },
          { kind: 'refused', refusal: { code: 'BAD_REQUEST' } },
        ],
      },
    });
    expect(read([[one], null])).toMatchObject({ value: { requests: [{ kind: 'refused' }, { kind: 'refused' }] } });
  });

  it('refuses a list over the limit, naming limit and numbers, and an empty one', () => {
    expect(read([one, one, one])).toMatchObject({
      kind: 'refused',
      refusal: {
        code: 'OPERATION_OVER_LIMIT',
        message: 'The batch is over a limit: it has 3 operations, at most 2 are allowed',
        rule: 'batching.maxOperations',
      },
    });
    expect(read([])).toMatchObject({ kind: 'refused', refusal: { code: 'BAD_REQUEST' } });
  });
});
