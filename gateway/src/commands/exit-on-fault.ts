import type { Log } from '../telemetry/logger.js';

/**
 * Logs a fault that nothing handled and ends the process with 1: after one, nothing is known about the state it is in,
 * and whoever runs it starts it again.
 *
 * @returns Stops doing so.
 */
export function exitOnFault(log: Log): () => void {
  // Rejections that nothing handled arrive here, too.
  const listener = (fault: unknown) => {
    log.fatal({ err: fault }, 'Ended by a fault that nothing handled');
    process.exit(1);
  };
  process.on('uncaughtException', listener);
  return () => process.off('uncaughtException', listener);
}
