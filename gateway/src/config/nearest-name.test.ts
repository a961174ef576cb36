import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest-name.js';

describe('nearestName()', () => {
  it.each([
    ['prot', 'port'],
    ['Port', 'port'],
    ['maxBodyByte', 'maxBodyBytes'],
    ['maxbodybytes', 'maxBodyBytes'],
    ['hots', 'host'],
  ])('takes %s for %s', (name, meant) => {
    expect(nearestName(name, ['host', 'port', 'maxBodyBytes'])).toBe(meant);
  });

  it('has no guess for a name like none of them', () => {
    expect(nearestName('colour', ['host', 'port', 'maxBodyBytes'])).toBeUndefined();
    expect(nearestName('', ['host'])).toBeUndefined();
    expect(nearestName('host', [])).toBeUndefined();
  });

  it('takes the closest of several', () => {
    expect(nearestName('timeotMs', ['timeouts', 'timeoutMs'])).toBe('timeoutMs');
  });
});
