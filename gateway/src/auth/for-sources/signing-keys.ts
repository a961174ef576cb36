import type { KeyObject } from 'node:crypto';
import type { JWK } from 'jose';

/** How this gateway's tokens may be signed. */
export type SigningAlgorithm = 'ES256' | 'EdDSA';

/** A key to sign with. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly privateKey: KeyObject;
  /** The public half, with `kid`, `alg` and `use`, ready to be published. */
  readonly publicJwk: JWK;
}

/** The keys of this gateway. */
export interface SigningKeys {
  /** The key that signs now. */
  current(): SigningKey;
  /** Every key that sources may meet now or soon. Public halves only. */
  published(): readonly JWK[];
}
