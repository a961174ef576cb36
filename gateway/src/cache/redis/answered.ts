import { ReplyError } from 'ioredis';
import { COMMAND_TIMEOUT_MS } from './client-options.js';

/** Whether an error is an answer of a server that nothing is wrong with. The others, such as that it is loading, last a while. */
export function isRefusal(error: unknown): boolean {
  // The library exports its class without a type.
  const ServerError: typeof Error = ReplyError;
  return (
    error instanceof ServerError && !/^(LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|NOAUTH|TRYAGAIN)/.test(error.message)
  );
}

/**
 * The library's own timeout is for one command; several, or one that is redirected in a cluster, have no more.
 *
 * @throws {Error} "Command timed out", or what the work throws.
 */
export async function withDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Command timed out')), COMMAND_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
