import { describe, expect, it } from 'vitest';
import { createMemoryAdapters } from './memory-adapter.js';

describe('createMemoryAdapters()', () => {
  it('finds what was kept until it ends', async () => {
    let time = 0;
    const sessions = createMemoryAdapters({ now: () => time })('Session');
    await sessions.upsert('a', { uid: 'u' }, 60);
    time = 59_999;
    expect([await sessions.find('a'), await sessions.findByUid('u')]).toEqual([{ uid: 'u' }, { uid: 'u' }]);
    time = 60_000;
    expect([await sessions.find('a'), await sessions.findByUid('u')]).toEqual([undefined, undefined]);
  });

  it('tells kinds apart, marks what is used up, and destroys', async () => {
    const adapters = createMemoryAdapters({ now: () => 5000 });
    const codes = adapters('AuthorizationCode');
    await codes.upsert('a', { grantId: 'g' }, 60);
    expect(await adapters('Session').find('a')).toBeUndefined();
    await codes.consume('a');
    expect(await codes.find('a')).toEqual({ grantId: 'g', consumed: 5 });
    await codes.destroy('a');
    expect(await codes.find('a')).toBeUndefined();
  });

  it('takes back what belongs to a grant, and nothing else', async () => {
    const codes = createMemoryAdapters()('AuthorizationCode');
    await codes.upsert('a', { grantId: 'g' }, 60);
    await codes.upsert('b', { grantId: 'h' }, 60);
    await codes.revokeByGrantId('g');
    expect([await codes.find('a'), await codes.find('b')]).toEqual([undefined, { grantId: 'h' }]);
  });

  it('keeps as many entries as it may, and forgets the one that was written longest ago', async () => {
    const sessions = createMemoryAdapters({ max: 2 })('Session');
    for (const id of ['a', 'b', 'a', 'c']) await sessions.upsert(id, { uid: id }, 60);
    expect(await sessions.find('a')).toEqual({ uid: 'a' });
    expect(await sessions.find('b')).toBeUndefined();
    expect(await sessions.find('c')).toEqual({ uid: 'c' });
  });
});
