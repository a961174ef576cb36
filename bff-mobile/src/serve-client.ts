import { clientServer } from '@facet/bff-kit/client-server';

/** Serves the mobile client's page, on port 4081 unless told otherwise. */
export const startClientServer = clientServer({
  folder: new URL('../', import.meta.url),
  port: 4081,
  graphPath: '/mobile/graphql',
  signIn: { clientId: 'phone', scope: 'openid profile orders:read', resource: 'urn:facet-shop:mobile' },
});
