import type { ClientApp, Identity } from './identity.js';
import { identityKey } from './identity-key.js';

/** Where a client app says who it is. Names in lower case. */
export interface ClientHeaders {
  readonly nameHeader: string;
  readonly versionHeader: string;
}

/** Printable ASCII, 1 to 128 characters: what ends up in logs, metrics and rules has to stay short and plain. */
const plainText = /^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/;

/** What the client app calls itself; a name or version that is too long or not printable ASCII counts as not given. */
export function readClientApp(headers: ReadonlyMap<string, string>, names: ClientHeaders): ClientApp {
  return { name: plain(headers.get(names.nameHeader)), version: plain(headers.get(names.versionHeader)) };
}

/**
 * Adds the client app to an identity. What its credentials say of the client stands: the header only fills in what they
 * leave open, and the version, which credentials do not know, counts only for a client that does not call itself
 * something else.
 */
export function withClientApp(identity: Identity, said: ClientApp): Identity {
  const proven = identity.client.name;
  const mayAdd = proven === undefined || said.name === undefined || said.name === proven;
  const client = { name: proven ?? said.name, version: mayAdd ? said.version : undefined };
  return client.name === proven && client.version === undefined
    ? identity
    : { ...identity, client, key: identityKey(identity.key, client) };
}

function plain(text: string | undefined): string | undefined {
  return text !== undefined && plainText.test(text) ? text : undefined;
}
