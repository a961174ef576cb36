import type { SessionStore } from './session.js';

/**
 * Makes a `fetch` that shows the session's token, for one client graph.
 *
 * A token that is refused (401) ends the session, and the request is sent once more without it: what everybody may see is
 * shown to somebody who is signed out, rather than an error.
 *
 * @param send Default: the browser's `fetch`.
 */
export function authorizedFetch(
  session: Pick<SessionStore, 'current' | 'end'>,
  send: typeof fetch = (...call) => fetch(...call),
): typeof fetch {
  return async (target, init) => {
    const token = session.current()?.accessToken;
    if (token === undefined) return send(target, init);
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${token}`);
    const response = await send(target, { ...init, headers });
    if (response.status !== 401) return response;
    session.end();
    // A browser that may not store the answer (`no-store`) keeps the connection for as long as its body is unread.
    await response.body?.cancel();
    return send(target, init);
  };
}
