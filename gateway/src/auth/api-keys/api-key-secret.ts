import { hash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** A key as it is handed out, and what is kept of it. */
export interface NewApiKey {
  /** `ID.SECRET`; shown once. */
  readonly key: string;
  /** `sha256:…`, for the file. */
  readonly hash: string;
}

/** An API key taken apart. */
export interface ApiKeyText {
  readonly id: string;
  readonly secret: string;
}

/** Secrets are that long, in bytes, and random: guessing one is hopeless, so that a plain hash keeps it. */
const secretBytes = 32;

/** The threads that scrypt runs on are those of files, DNS and cryptography: it gets two of the four. */
const maxScryptAtOnce = 2;

/** Most that wait for one; each takes some 50 ms. */
const maxScryptWaiting = 32;

/** Makes a key for an id. */
export function createApiKey(id: string): NewApiKey {
  const secret = randomBytes(secretBytes).toString('base64url');
  return { key: `${id}.${secret}`, hash: hashSecret(secret) };
}

/** Takes a key apart: the id may be known, the secret may not. */
export function parseApiKey(text: string): ApiKeyText | undefined {
  const dot = text.indexOf('.');
  const [id, secret] = [text.slice(0, dot), text.slice(dot + 1)];
  return dot > 0 && secret !== '' ? { id, secret } : undefined;
}

/** Whether a secret is the one of a `sha256:` hash. Takes the same time wherever they differ. */
export function matchesSha256(secret: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret)), Buffer.from(expected));
}

/** A check by scrypt, for secrets that people chose. */
export interface ScryptCheck {
  /**
   * Whether a secret is the one of a `scrypt:` hash; `busy` when too many wait already.
   *
   * @param expected Valid: `scrypt:N:R:P:SALT:HASH`.
   */
  matches(secret: string, expected: string): Promise<boolean | 'busy'>;
}

/** Makes a check that computes two hashes at once at most, since each takes a thread and tens of milliseconds. */
export function createScryptCheck(): ScryptCheck {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    async matches(secret, expected) {
      if (running < maxScryptAtOnce) {
        running++;
      } else if (waiting.length < maxScryptWaiting) {
        // Whoever ends hands its place on, so that nobody can come in between.
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else {
        return 'busy';
      }
      try {
        return await matchesScrypt(secret, expected);
      } finally {
        const next = waiting.shift();
        if (next === undefined) {
          running--;
        } else {
          next();
        }
      }
    },
  };
}

function matchesScrypt(secret: string, expected: string): Promise<boolean> {
  const [, cost, blockSize, parallelization, salt = '', digest = ''] = expected.split(':');
  const wanted = Buffer.from(digest, 'base64url');
  const options = {
    N: Number(cost),
    r: Number(blockSize),
    p: Number(parallelization),
    // A little over the 64 MiB that a hash may take.
    maxmem: 100_663_296,
  };
  return new Promise((resolve, reject) => {
    scrypt(secret, Buffer.from(salt, 'base64url'), wanted.length, options, (error, derived) =>
      error === null ? resolve(timingSafeEqual(derived, wanted)) : reject(error),
    );
  });
}

function hashSecret(secret: string): string {
  return `sha256:${hash('sha256', secret, 'base64url')}`;
}
