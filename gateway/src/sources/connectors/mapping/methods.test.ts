import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../../cpu-time.test-kit.js';
import { evaluateMapping } from './evaluate-mapping.js';
import { methodRegistry } from './methods/registry.js';
import { parseMapping } from './parse-mapping.js';

function run(text: string, data: unknown): { readonly value: unknown; readonly problems: readonly string[] } {
  const { value, problems } = evaluateMapping(parseMapping(text), data, new Map());
  return { value, problems: problems.map(({ message }) => message) };
}

describe('methods', () => {
  it('are every public one of the specification', () => {
    const published =
      'echo map match first last slice size entries jsonParse jsonStringify joinNotNull filter find get eq ne gt gte lt lte and or not in contains toString parseInt add sub mul div mod';
    expect([...methodRegistry.keys()].sort()).toEqual(published.split(' ').sort());
  });

  it.each([
    ['$.a->add(2, 3)', 1, 6],
    ['$.a->sub(2, 3)', 10, 5],
    ['$.a->mul(2, 3)', 2, 12],
    ['$.a->div(2)', 7, 3.5],
    ['$.a->mod(3)', -7, -1],
    ['$.a->gt(1)', 2, true],
    ['$.a->gt(2)', 2, false],
    ['$.a->gte(2)', 2, true],
    ['$.a->lt(2)', 1, true],
    ['$.a->lte(1)', 2, false],
    ["$.a->lt('b')", 'a', true],
    ['$.a->in([1, 2])', 2, true],
    ['$.a->in(1, 2)', 2, true],
    ['$.a->in(1)', 2, false],
    ['$.a->in([[1]])', [1], true],
    ['$.a->contains({ k: 1 })', [{ k: 1 }], true],
    ['$.a->contains(3)', [1, 2], false],
    ['$.a->parseInt', '42', 42],
    ['$.a->parseInt', 123.6, 123],
    ['$.a->parseInt', '-123.6', -123],
    ['$.a->parseInt(16)', 'ff', 255],
    ['$.a->parseInt(2)', '-101', -5],
  ])('%s of %j is %j', (text, a, expected) => {
    expect(run(text, { a })).toEqual({ value: expected, problems: [] });
  });

  it.each([
    ['$.a->add(1)', '1', '->add needs numbers: got a string'],
    ["$.a->mul('2')", 1, '->mul needs numbers: got a string'],
    ['$.a->div(0)', 1, '->div has no result that is a number'],
    ['$.a->mod(0)', 1, '->mod has no result that is a number'],
    ["$.a->gt('1')", 1, '->gt needs two numbers or two strings: got a number and a string'],
    ['$.a->lte(null)', null, '->lte needs two numbers or two strings: got null and null'],
    ['$.a->contains(1)', 1, '->contains needs a list: got a number'],
    ['$.a->parseInt', '12abc', '->parseInt got a text that is no whole number to base 10'],
    ['$.a->parseInt(2)', '12', '->parseInt got a text that is no whole number to base 2'],
    ['$.a->parseInt(37)', '1', '->parseInt needs a base from 2 to 36'],
    ['$.a->parseInt', '9007199254740993', '->parseInt got a number that is too large to be exact'],
    ['$.a->parseInt', true, '->parseInt needs a string or a number: got a boolean'],
  ])('%s of %j is a problem, and no value', (text, a, problem) => {
    expect(run(text, { a })).toEqual({ value: undefined, problems: [problem] });
  });
});

describe('a mapping that does more than it is worth', () => {
  const doubling = (times: number): string => `x: a${'->echo([@, @])'.repeat(times)}`;

  it.each([
    ['a list that doubles', doubling(60)],
    ['a list that doubles, as text', `${doubling(60)}->jsonStringify`],
    [
      'lists that double, compared',
      `x: $(1)->echo($.a${'->echo([@, @])'.repeat(60)})->eq($.a${'->echo([@, @])'.repeat(60)})`,
    ],
    ['bound values that double', `x: a${'->as($v)->echo([$v, $v])'.repeat(60)}`],
    ['a text that doubles', `x: a->toString${"->echo([@, @])->joinNotNull('')".repeat(60)}`],
    ['lists in lists in lists', `x: ${'list->map($.'.repeat(5)}list${')'.repeat(5)}`],
  ])('is given up: %s', async (_what, text) => {
    const data = { a: 1, list: Array.from({ length: 300 }, (_, index) => index) };
    const evaluate = () => {
      const { value, problems, isGivenUp } = evaluateMapping(parseMapping(text), data, new Map());
      expect({ value, isGivenUp }).toEqual({ value: undefined, isGivenUp: true });
      expect(problems[0]?.message).toMatch(/more work than its data is worth|nested too deeply/);
    };
    expect(await leastCpuMs(evaluate, { enoughMs: 3000 })).toBeLessThan(3000);
  });

  it('is given up when it builds lists nested more than 128 deep, not at 127', () => {
    const nested = (depth: number): string => `$.a${'->echo([@])'.repeat(depth)}`;
    expect(evaluateMapping(parseMapping(nested(127)), { a: 1 }, new Map()).isGivenUp).toBe(false);
    expect(evaluateMapping(parseMapping(nested(129)), { a: 1 }, new Map()).isGivenUp).toBe(true);
  });

  it('may do as much as it is given', () => {
    const mapping = parseMapping('$.list { v: @ }');
    const data = { list: Array.from({ length: 1000 }, (_, index) => index) };
    // One for each item, and two for each object with one field.
    expect(evaluateMapping(mapping, data, new Map(), { maxWork: 3000 }).isGivenUp).toBe(false);
    expect(evaluateMapping(mapping, data, new Map(), { maxWork: 2999 }).isGivenUp).toBe(true);
  });
});
