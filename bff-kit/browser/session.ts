/** Somebody who is signed in, as one page of one tab knows it. */
export interface Session {
  /** For the client graph, and no other server. */
  readonly accessToken: string;
  /** Says to the authorization server whose session is to end. */
  readonly idToken: string;
  readonly userName: string;
  /** When the access token ends, in milliseconds since 1970. */
  readonly endsAt: number;
}

/** Who is signed in. */
export interface SessionStore {
  /** Nobody when the session has ended. */
  current(): Session | undefined;
  begin(session: Session): void;
  /** Forgets the session, for it was ended or refused. */
  end(): void;
  /** Calls back when somebody signs in, signs out, or the session ends by itself. */
  subscribe(changed: () => void): void;
}

const storageKey = 'session';

/** A token that ends while a request is under way would be refused; this much earlier it counts as ended. */
const earlyMs = 5_000;

/** What a session store may have otherwise in tests. */
export interface SessionStoreOptions {
  /** Default the tab's `sessionStorage`. */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Milliseconds since 1970. Default the clock. */
  readonly now?: () => number;
}

/**
 * Opens the session of this tab.
 *
 * It is in `sessionStorage`: every link of the pages loads a page anew, so memory would forget it at once, while
 * `localStorage` would keep it when the tab is closed and show it to every other tab. A script that got into the page could read it
 * from either; the page's content security policy keeps such scripts out, and the token ends within minutes.
 */
export function createSessionStore(options: SessionStoreOptions = {}): SessionStore {
  const { storage = sessionStorage, now = Date.now } = options;
  const listeners: (() => void)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    watch();
    for (const changed of listeners) changed();
  };
  const current = () => {
    const session = parseSession(storage.getItem(storageKey));
    return session && session.endsAt - earlyMs > now() ? session : undefined;
  };
  const watch = () => {
    clearTimeout(timer);
    const session = current();
    if (session && listeners.length > 0) timer = setTimeout(tell, session.endsAt - earlyMs - now());
  };
  return {
    current,
    begin(session) {
      storage.setItem(storageKey, JSON.stringify(session));
      tell();
    },
    end() {
      storage.removeItem(storageKey);
      tell();
    },
    subscribe(changed) {
      listeners.push(changed);
      watch();
    },
  };
}

/** Whatever else is stored under the key counts as no session. */
function parseSession(stored: string | null): Session | undefined {
  try {
    const session: unknown = JSON.parse(stored ?? 'null');
    return isSession(session) ? session : undefined;
  } catch {
    // Written by hand, or by an older page.
    return undefined;
  }
}

function isSession(value: unknown): value is Session {
  if (typeof value !== 'object' || value === null) return false;
  const { accessToken, idToken, userName, endsAt } = value as Record<string, unknown>;
  return [accessToken, idToken, userName].every((text) => typeof text === 'string') && typeof endsAt === 'number';
}
