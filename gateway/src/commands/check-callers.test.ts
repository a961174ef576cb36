import { describe, expect, it } from 'vitest';
import type { ClientGraphDefinition } from '../client-graph/load-client-graph-folder.js';
import { authConfig, clientGraphAuthConfig } from '../config/auth-config.js';
import { callersOf, checkCallers } from './check-callers.js';

const graph = (auth: object) =>
  // All that is looked at of a definition.
  ({ auth: clientGraphAuthConfig.parse(auth), file: 'facet.bff.yaml' }) as unknown as ClientGraphDefinition;
const none = authConfig.parse({});
const issuers = authConfig.parse({ issuers: { login: { issuer: 'https://login.example' } } });
const apiKeys = authConfig.parse({ apiKeys: { file: './api-keys.yaml' } });
const audience = ['https://api.example'];

describe('callersOf()', () => {
  it('lets anonymous callers in by default only where nobody can prove who they are', () => {
    expect(callersOf(graph({}), none).anonymous).toBe(true);
    expect(callersOf(graph({}), issuers).anonymous).toBe(false);
    expect(callersOf(graph({}), apiKeys).anonymous).toBe(false);
    expect(callersOf(graph({ anonymous: 'allow' }), issuers).anonymous).toBe(true);
    expect(callersOf(graph({ anonymous: 'refuse' }), none).anonymous).toBe(false);
  });
});

describe('checkCallers()', () => {
  it('finds nothing wrong where tokens are for an audience, or there are none', () => {
    expect(checkCallers(graph({ audience, scopes: ['a'] }), issuers)).toEqual([]);
    expect(checkCallers(graph({ scopes: ['a'], anonymous: 'refuse' }), apiKeys)).toEqual([]);
    expect(checkCallers(graph({}), none)).toEqual([]);
  });

  it('asks for an audience where there are issuers', () => {
    expect(checkCallers(graph({}), issuers)).toEqual([
      {
        file: 'facet.bff.yaml',
        path: 'auth.audience',
        message: 'Missing option: tokens are accepted only for an audience, and facet.yaml has "auth.issuers"',
      },
    ]);
  });

  it('refuses a client graph that nobody could call', () => {
    expect(checkCallers(graph({ anonymous: 'refuse' }), none)).toMatchObject([{ path: 'auth.anonymous' }]);
    expect(checkCallers(graph({ scopes: ['a'] }), none)).toMatchObject([{ path: 'auth.scopes' }]);
  });
});
