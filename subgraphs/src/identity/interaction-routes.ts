import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import { errors, type Grant, type InteractionResults } from 'oidc-provider';
import { demoUsers, findUser } from './demo-users.js';
import { consentPage, lostPage, pagePolicy, signInPage } from './pages.js';

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/**
 * Adds the pages that a browser is led through between asking for a code and getting it: who are you, and may this client
 * app have what it asks for. Each is good for one browser (a cookie holds it to that) and for ten minutes.
 *
 * @param provider Asked for with each request, as it is made only once the address is known.
 */
export function registerInteractions(server: FastifyInstance, provider: () => Promise<Provider>): void {
  const steps = createSteps(provider);
  server.setErrorHandler((error, _, reply) => {
    if (!(error instanceof errors.OIDCProviderError)) throw error;
    return sendPage(reply.code(error.statusCode), lostPage(error), []);
  });
  server.get('/sign-in/:uid', async (request, reply) => {
    const interaction = await (await provider()).interactionDetails(request.raw, reply.raw);
    return sendPage(reply, await steps.pageFor(interaction), targetsOf(interaction));
  });
  server.post('/sign-in/:uid', (request, reply) => steps.signIn(request, reply));
  server.post('/sign-in/:uid/consent', (request, reply) => steps.consent(request, reply));
  server.post('/sign-in/:uid/cancel', (request, reply) =>
    steps.finish(request, reply, { error: 'access_denied', error_description: 'The user did not sign in' }),
  );
}

function createSteps(provider: () => Promise<Provider>) {
  async function finish(request: FastifyRequest, reply: FastifyReply, result: InteractionResults) {
    const options = { mergeWithLastSubmission: true };
    const next = await (await provider()).interactionResult(request.raw, reply.raw, result, options);
    return reply.redirect(next, 303);
  }

  return {
    finish,

    async pageFor({ uid, prompt, params, session }: Interaction): Promise<string> {
      const clientName = await nameOf(params['client_id']);
      const action = `/sign-in/${uid}`;
      if (prompt.name === 'login') return signInPage({ clientName, action });
      const userName = demoUsers.find(({ customerId }) => customerId === session?.accountId)?.name ?? '';
      return consentPage({ clientName, userName, action, scopes: String(params['scope']).split(' ') });
    },

    async signIn(request: FastifyRequest, reply: FastifyReply) {
      const interaction = await (await provider()).interactionDetails(request.raw, reply.raw);
      const { username = '', password = '' } = request.body as { username?: string; password?: string };
      const user = findUser(username, password);
      if (user) return finish(request, reply, { login: { accountId: user.customerId } });
      const clientName = await nameOf(interaction.params['client_id']);
      const html = signInPage({ clientName, action: `/sign-in/${interaction.uid}`, refusedUsername: username });
      return sendPage(reply.code(403), html, targetsOf(interaction));
    },

    async consent(request: FastifyRequest, reply: FastifyReply) {
      const interaction = await (await provider()).interactionDetails(request.raw, reply.raw);
      const grantId = await grant(interaction);
      return finish(request, reply, { consent: { grantId } });
    },
  };

  async function nameOf(clientId: unknown): Promise<string> {
    const client = await (await provider()).Client.find(String(clientId));
    return client?.clientName ?? String(clientId);
  }

  /** Grants what this interaction asks for, on top of what was granted before. */
  async function grant({ grantId, params, prompt, session }: Interaction): Promise<string> {
    const { Grant } = await provider();
    const known: Grant | undefined = grantId === undefined ? undefined : await Grant.find(grantId);
    const granted =
      known ?? new Grant({ accountId: session?.accountId as string, clientId: String(params['client_id']) });
    const { missingOIDCScope, missingResourceScopes } = prompt.details as MissingDetails;
    if (missingOIDCScope) granted.addOIDCScope(missingOIDCScope.join(' '));
    for (const [audience, scopes] of Object.entries(missingResourceScopes ?? {})) {
      granted.addResourceScope(audience, scopes.join(' '));
    }
    return granted.save();
  }
}

/** What a consent prompt says is missing. */
interface MissingDetails {
  readonly missingOIDCScope?: readonly string[];
  readonly missingResourceScopes?: Readonly<Record<string, readonly string[]>>;
}

function targetsOf({ params }: Interaction): readonly string[] {
  // The server has checked it against what the client app registered.
  return [new URL(String(params['redirect_uri'])).origin];
}

function sendPage(reply: FastifyReply, html: string, formTargets: readonly string[]): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', pagePolicy(formTargets))
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .send(html);
}
