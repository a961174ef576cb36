import { describe, expect, it } from 'vitest';
import { connectionOf, pageSize } from './connection.js';

const letters = [...'abcdefg'];
const page = (first: number, after?: string) =>
  connectionOf(letters, { first, ...(after ? { after } : {}) }, (id) => id);

describe('connectionOf()', () => {
  it('walks a list page by page, each item once', () => {
    const one = page(3);
    const two = page(3, one.pageInfo.endCursor ?? '');
    const three = page(3, two.pageInfo.endCursor ?? '');
    expect([one, two, three].map(({ edges }) => edges.map(({ node }) => node).join(''))).toEqual(['abc', 'def', 'g']);
    expect([one, two, three].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, false]);
    expect([one, two, three].map(({ pageInfo }) => pageInfo.hasPreviousPage)).toEqual([false, true, true]);
  });

  it('answers an empty page with null cursors and the total', () => {
    expect(page(0)).toEqual({
      edges: [],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null },
      totalCount: 7,
    });
  });

  it('goes on after the same item when items before it are gone', () => {
    const cursor = page(3).pageInfo.endCursor ?? '';
    const rest = connectionOf(['c', 'd', 'e'], { first: 1, after: cursor }, (id) => id);
    expect(rest.edges.map(({ node }) => node)).toEqual(['d']);
  });

  it('refuses a cursor that it did not give out, with BAD_USER_INPUT', () => {
    for (const cursor of ['zzz', 'c', Buffer.from('after:zz').toString('base64url')]) {
      expect(() => page(3, cursor)).toThrow(
        expect.objectContaining({
          message: `Cannot continue after "${cursor}": not a cursor of this list`,
          extensions: { code: 'BAD_USER_INPUT' },
        }),
      );
    }
  });
});

describe('pageSize()', () => {
  it('is capped at 100', () => {
    expect([0, 99, 100, 101, 5000].map(pageSize)).toEqual([0, 99, 100, 100, 100]);
  });

  it('refuses a negative number with BAD_USER_INPUT', () => {
    expect(() => pageSize(-1)).toThrow(expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } }));
  });
});
