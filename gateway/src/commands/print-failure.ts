import { GatewayError } from '../errors/gateway-error.js';
import { type CommandContext, exitCodes } from './command-context.js';

/**
 * Says why a command could not do its work, in one line and without a stack trace.
 *
 * @returns The exit code.
 */
export function printFailure(error: unknown, context: CommandContext): number {
  const code = error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR';
  const message = error instanceof Error ? error.message : String(error);
  context.err(`facet: ${message} (${code})\n`);
  return exitCodes.problems;
}

/**
 * Says what is wrong with how a command was called.
 *
 * @returns The exit code.
 */
export function printUsageFault(message: string, context: CommandContext): number {
  context.err(`facet: ${message}\n`);
  return exitCodes.usage;
}
