import { areKeys, type MintedTokensConfig } from '../../config/source-identity-config.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Log } from '../../telemetry/logger.js';
import { cannotUse, createFileKeys, createTextKeys } from './file-keys.js';
import { createGeneratedKeys } from './generated-keys.js';
import type { SigningKeys } from './signing-keys.js';

/** Where keys come from. */
export type KeySettings = Pick<
  MintedTokensConfig,
  'algorithm' | 'keys' | 'lifetimeSeconds' | 'rotateAfterSeconds' | 'publishAheadSeconds'
>;

/** What keys are opened with. */
export interface OpenKeysOptions {
  readonly log: Log;
  /** Ends watching and rotation. */
  readonly signal: AbortSignal;
}

/** Room for clocks that differ, in milliseconds: sources may take a token for that much longer. */
const toleranceMs = 60_000;

/**
 * Opens the keys that this gateway signs with: from a file, from a text, or made here.
 *
 * @throws {GatewayError} CONFIGURATION_INVALID when there are none that can sign, or settings exclude each other.
 */
export async function openSigningKeys(settings: KeySettings, { log, signal }: OpenKeysOptions): Promise<SigningKeys> {
  const { keys, algorithm, rotateAfterSeconds, publishAheadSeconds, lifetimeSeconds } = settings;
  if (keys !== undefined) {
    return areKeys(keys) ? readTextKeys(keys) : watchFileKeys(keys, { log, signal });
  }
  if (publishAheadSeconds >= rotateAfterSeconds) {
    throw misfit('publishAheadSeconds', `it must be less than "rotateAfterSeconds", which is ${rotateAfterSeconds}`);
  }
  return createGeneratedKeys({
    algorithm,
    rotateAfterMs: rotateAfterSeconds * 1000,
    publishAheadMs: publishAheadSeconds * 1000,
    keepMs: lifetimeSeconds * 1000 + toleranceMs,
    signal,
    onError: (error) => log.error({ err: error }, 'The next signing key cannot be made: the old one goes on'),
  });
}

function readTextKeys(text: string): Promise<SigningKeys> {
  return createTextKeys(text).catch((error: unknown) => {
    throw cannotUse('sources.tokens.keys', error);
  });
}

function watchFileKeys(file: string, { log, signal }: OpenKeysOptions): Promise<SigningKeys> {
  return createFileKeys(file, {
    signal,
    onReload: () => log.info({ file }, 'Signing keys were read again'),
    onError: (error) => log.error({ file, err: error }, 'Signing keys cannot be used: the old ones go on'),
  });
}

function misfit(option: string, reason: string): GatewayError {
  return new GatewayError('CONFIGURATION_INVALID', `Cannot use sources.tokens.${option}: ${reason}`);
}
