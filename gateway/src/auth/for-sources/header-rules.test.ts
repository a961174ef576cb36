import { describe, expect, it } from 'vitest';
import { unpassableHeaders } from '../../config/passed-headers.js';
import type { HeaderRuleConfig } from '../../config/source-identity-config.js';
import { leastCpuMs } from '../../cpu-time.test-kit.js';
import { anonymous } from '../identity.js';
import { compileHeaderPattern } from './header-pattern.js';
import { compileHeaderRules } from './header-rules.js';

/** What the rules make of a client's headers. */
function pass(rules: readonly HeaderRuleConfig[], headers: Readonly<Record<string, string>>) {
  const caller = { correlationId: 'c', headers: new Map(Object.entries(headers)), identity: anonymous };
  return { ...compileHeaderRules(rules).build(caller) };
}

const everything: HeaderRuleConfig = { action: 'copy', matching: '.*' };

describe('compileHeaderRules()', () => {
  it('passes nothing on without a rule', () => {
    expect(pass([], { authorization: 'Bearer x', cookie: 'a=b', 'x-tenant': 'blue' })).toEqual({});
  });

  it('copies, renames, sets, defaults and removes, in the order of the rules', () => {
    const rules: HeaderRuleConfig[] = [
      { action: 'copy', name: 'X-Tenant' },
      { action: 'copy', matching: 'x-shop-.*' },
      { action: 'rename', name: 'x-locale', to: 'Accept-Language' },
      { action: 'set', name: 'x-gateway', value: 'facet' },
      { action: 'default', name: 'accept-language', value: 'en' },
      { action: 'default', name: 'x-region', value: 'eu' },
      { action: 'remove', name: 'X-Shop-Secret' },
      { action: 'remove', matching: 'x-shop-internal-.*' },
      { action: 'set', name: 'x-tenant', value: 'red' },
    ];
    const headers = {
      'x-tenant': 'blue',
      'x-shop-a': '1',
      'x-shop-secret': '2',
      'x-shop-internal-b': '3',
      'x-locale': 'de',
      'x-other': '4',
    };
    expect(pass(rules, headers)).toEqual({
      'x-tenant': 'red',
      'x-shop-a': '1',
      'accept-language': 'de',
      'x-gateway': 'facet',
      'x-region': 'eu',
    });
  });

  it('gives what does not depend on a client to the gateway’s own calls too', () => {
    const rules = compileHeaderRules([
      { action: 'copy', name: 'x-tenant' },
      { action: 'set', name: 'x-gateway', value: 'facet' },
    ]);
    expect({ ...rules.build(undefined) }).toEqual({ 'x-gateway': 'facet' });
  });

  it('matches the whole name, in any case', () => {
    const headers = { 'x-shop-a': '1', 'not-x-shop-a': '2', 'x-shop-a-b': '3' };
    expect(pass([{ action: 'copy', matching: 'X-SHOP-[a-z]' }], headers)).toEqual({ 'x-shop-a': '1' });
  });

  it('passes by no pattern what belongs to one connection, to the body, or to the gateway', () => {
    const headers = Object.fromEntries([...unpassableHeaders].map((name) => [name, 'x']));
    // Which rules never change, so that what the list protects is written here once more.
    expect(Object.keys(headers)).toEqual(
      expect.arrayContaining([
        'connection',
        'transfer-encoding',
        'te',
        'upgrade',
        'host',
        'content-length',
        'signature',
      ]),
    );
    expect(pass([everything], { ...headers, connection: 'close', 'x-tenant': 'blue' })).toEqual({ 'x-tenant': 'blue' });
  });

  it('passes credentials on only when they are named', () => {
    const headers = { authorization: 'Bearer x', cookie: 'a=b' };
    expect(pass([everything], headers)).toEqual({});
    expect(pass([{ action: 'copy', name: 'Authorization' }], headers)).toEqual({ authorization: 'Bearer x' });
  });

  it('passes nothing on that the client’s Connection names', () => {
    const rules: HeaderRuleConfig[] = [everything, { action: 'rename', name: 'x-b', to: 'x-c' }];
    const headers = { connection: 'Keep-Alive, X-A ,x-b', 'x-a': '1', 'x-b': '2', 'x-d': '3' };
    expect(pass(rules, headers)).toEqual({ 'x-d': '3' });
  });

  it('keeps names that objects know by themselves apart', () => {
    const headers = Object.fromEntries([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    const passed = pass([everything], headers);
    expect(Object.entries(passed)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(pass([{ action: 'default', name: 'constructor', value: 'c' }], {})).toEqual({ constructor: 'c' });
  });

  it('says which of the client’s headers it reads', () => {
    const read = (rules: readonly HeaderRuleConfig[]) => compileHeaderRules(rules).callerHeaders;
    expect(read([{ action: 'set', name: 'x', value: 'y' }])).toEqual(new Set());
    expect(
      read([
        { action: 'copy', name: 'X-A' },
        { action: 'rename', name: 'X-B', to: 'x-c' },
      ]),
    ).toEqual(new Set(['x-a', 'x-b', 'connection']));
    expect(read([everything])).toBe('any');
  });
});

describe('compileHeaderPattern()', () => {
  it('takes no exponential time', async () => {
    // Compiled each time, as it remembers what it has matched.
    const match = () => expect(compileHeaderPattern('(a+)+b')('a'.repeat(10_000))).toBe(false);
    // A backtracking engine would need longer than anybody lives.
    expect(await leastCpuMs(match, { enoughMs: 2000 })).toBeLessThan(2000);
  });

  it('goes on being right past the names that it remembers', () => {
    const matches = compileHeaderPattern('x-[0-9]+');
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 1001; index++) {
        expect(matches(`x-${index}`)).toBe(true);
        expect(matches(`y-${index}`)).toBe(false);
      }
    }
  });
});
