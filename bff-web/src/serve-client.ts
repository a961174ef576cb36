import { clientServer } from '@facet/bff-kit/client-server';

/** Serves the web client's page, on port 4080 unless told otherwise. */
export const startClientServer = clientServer({
  folder: new URL('../', import.meta.url),
  port: 4080,
  graphPath: '/web/graphql',
  signIn: { clientId: 'storefront', scope: 'openid profile orders:read', resource: 'urn:facet-shop:web' },
});
