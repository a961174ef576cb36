import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../executor/engine.test-kit.js';

describe('assertAnswerable()', () => {
  it('finds root fields that the client selects in fragments, several times', async () => {
    const { run } = startTestEngine({
      a: { sdl: 'type Query { size: Int }', resolvers: { Query: { size: () => 1 } } },
      b: { sdl: 'type Query { name: String! }', resolvers: { Query: { name: () => 'Table' } } },
    });
    const query = `
      { name ...Outer text: name }
      fragment Outer on Query { ...Inner }
      fragment Inner on Query { ...Inmost }
      fragment Inmost on Query { __typename name }
    `;
    const { text, errors } = await run(query);
    expect(errors).toEqual([]);
    expect(text).toBe('{"name":"Table","__typename":"Query","text":"Table"}');
  });
});
