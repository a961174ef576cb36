import { expect, test } from 'vitest';
import { authorizedFetch } from './authorized-fetch.js';
import type { Session } from './session.js';

const target = 'http://127.0.0.1:4000/web/graphql';

/** A session that can be ended, and a `fetch` that notes which tokens it was shown. */
function arrange(statuses: readonly number[], isSignedIn = true) {
  let session: Session | undefined = isSignedIn
    ? { accessToken: 'secret', idToken: '', userName: 'Ada', endsAt: 0 }
    : undefined;
  const shown: (string | null)[] = [];
  const send: typeof fetch = async (_, init) => {
    const headers = new Headers(init?.headers);
    expect(headers.get('content-type')).toBe('application/json');
    shown.push(headers.get('authorization'));
    return new Response(null, { status: statuses[shown.length - 1] ?? 500 });
  };
  const store = {
    current: () => session,
    end() {
      session = undefined;
    },
  };
  return {
    store,
    shown,
    ask: () => authorizedFetch(store, send)(target, { headers: { 'content-type': 'application/json' } }),
  };
}

test('authorizedFetch() shows the token of whoever is signed in, and none of nobody', async () => {
  const signedIn = arrange([200]);
  await signedIn.ask();
  expect(signedIn.shown).toEqual(['Bearer secret']);
  const nobody = arrange([200], false);
  await nobody.ask();
  expect(nobody.shown).toEqual([null]);
});

test('authorizedFetch() ends the session when its token is refused, and asks once more without it', async () => {
  const { store, shown, ask } = arrange([401, 200]);
  expect((await ask()).status).toBe(200);
  expect(shown).toEqual(['Bearer secret', null]);
  expect(store.current()).toBeUndefined();
});

test('authorizedFetch() does not ask again without a token, nor after another refusal', async () => {
  const nobody = arrange([401], false);
  expect((await nobody.ask()).status).toBe(401);
  const forbidden = arrange([403]);
  expect((await forbidden.ask()).status).toBe(403);
  expect([nobody.shown.length, forbidden.shown.length]).toEqual([1, 1]);
  expect(forbidden.store.current()).toBeDefined();
});

test('authorizedFetch() leaves no body of a refusal unread, which would hold a connection', async () => {
  const { store } = arrange([]);
  const refusal = new Response('{"errors":[]}', { status: 401 });
  const answers = [refusal, new Response('{}')];
  await authorizedFetch(store, async () => answers.shift() ?? Response.error())(target);
  expect(answers).toEqual([]);
  expect(await refusal.body?.getReader().read()).toEqual({ done: true, value: undefined });
});
