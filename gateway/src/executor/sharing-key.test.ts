import { describe, expect, it } from 'vitest';
import { anonymous } from '../auth/identity.js';
import { type RelevantHeaders, relevantHeaders, shareable, sharingKey } from './sharing-key.js';
import type { Source, SourceRequest } from './source.js';

function requestWith(headers: Readonly<Record<string, string>>, key = 'anonymous'): SourceRequest {
  const identity = { ...anonymous, key };
  return { clientGraph: 'web', correlationId: 'c', headers: new Map(Object.entries(headers)), identity };
}

function keyOf(
  headers: Readonly<Record<string, string>>,
  relevant: RelevantHeaders = 'any',
  identity?: string,
): string {
  return sharingKey('program', {}, shareable(requestWith(headers, identity), relevant));
}

const sourceReading = (callerHeaders?: Source['callerHeaders']) => ({ callerHeaders }) as Source;

describe('relevantHeaders()', () => {
  it('joins what all sources read', () => {
    const sources = [sourceReading(new Set(['x-a'])), sourceReading(new Set(['x-b', 'x-a'])), sourceReading(new Set())];
    expect(relevantHeaders(sources)).toEqual(new Set(['x-a', 'x-b']));
  });

  it('takes any header for relevant when one source may read any, or does not say', () => {
    expect(relevantHeaders([sourceReading(new Set(['x-a'])), sourceReading('any')])).toBe('any');
    expect(relevantHeaders([sourceReading(new Set(['x-a'])), {} as Source])).toBe('any');
  });
});

describe('shareable()', () => {
  it('shows a shared execution no header that is not in its key', () => {
    const request = requestWith({ authorization: 'ann', cookie: 'a=b', 'x-tenant': 'blue' });
    expect(shareable(request, new Set(['x-tenant', 'x-absent'])).headers).toEqual(new Map([['x-tenant', 'blue']]));
    expect(shareable(request, new Set()).headers).toEqual(new Map());
    expect(shareable(request, 'any')).toBe(request);
  });
});

describe('sharingKey()', () => {
  const relevant = new Set(['x-tenant', 'connection']);

  it('differs by identity, whatever headers count', () => {
    for (const counting of ['any', relevant, new Set<string>()] as const) {
      expect(keyOf({}, counting, 'ann')).not.toBe(keyOf({}, counting, 'bob'));
    }
  });

  it('differs by every header that may be read', () => {
    for (const header of ['authorization', 'cookie', 'user-agent', 'x-tenant', '__proto__']) {
      const one = Object.fromEntries([[header, '1']]);
      const two = Object.fromEntries([[header, '2']]);
      expect(keyOf(one), header).not.toBe(keyOf(two));
      expect(keyOf(one), header).not.toBe(keyOf({}));
    }
    expect(keyOf({ 'x-tenant': '1' }, relevant)).not.toBe(keyOf({ 'x-tenant': '2' }, relevant));
    expect(keyOf({ 'x-tenant': '1' }, relevant)).not.toBe(keyOf({}, relevant));
  });

  it('does not mistake one header for two', () => {
    expect(keyOf({ a: '1,b,2' })).not.toBe(keyOf({ a: '1', b: '2' }));
    expect(keyOf({ a: '1","b","2' })).not.toBe(keyOf({ a: '1', b: '2' }));
  });

  it('is the same for headers that nobody reads', () => {
    const more = { 'user-agent': 'x', cookie: 'a=b', accept: '*/*', 'x-correlation-id': '1' };
    expect(keyOf({ 'x-tenant': '1', ...more }, relevant)).toBe(keyOf({ 'x-tenant': '1' }, relevant));
  });

  it('differs by what Connection keeps from being passed on', () => {
    for (const counting of ['any', relevant] as const) {
      const kept = keyOf({ connection: 'x-tenant', 'x-tenant': '1' }, counting);
      expect(kept).not.toBe(keyOf({ connection: 'keep-alive', 'x-tenant': '1' }, counting));
      expect(keyOf({ connection: 'close' }, counting)).toBe(keyOf({}, counting));
    }
  });
});
