import { createGateway, type Gateway } from '../gateway.js';
import { createLogger, type Log } from '../telemetry/logger.js';
import { type CommandContext, exitCodes } from './command-context.js';
import { exitOnFault } from './exit-on-fault.js';
import { printUsageFault } from './print-failure.js';
import { printProblems } from './print-problems.js';
import { planServe, type ServeCommandOptions, type ServePlan } from './serve-plan.js';
import { waitForSignal } from './wait-for-signal.js';

/**
 * `facet serve`: serves until SIGINT or SIGTERM, then lets requests in flight finish. A second signal exits at once.
 *
 * @returns The exit code.
 * @throws {GatewayError} When the gateway cannot start; nothing is left listening.
 */
export async function serve(options: ServeCommandOptions, context: CommandContext): Promise<number> {
  const plan = await planServe(options, context);
  switch (plan.kind) {
    case 'usage':
      return printUsageFault(plan.fault, context);
    case 'refused':
      await printProblems(plan.problems, context);
      return exitCodes.problems;
    case 'serve':
      return run(plan);
  }
}

async function run({ settings, log: logSettings }: Extract<ServePlan, { kind: 'serve' }>): Promise<number> {
  const log = createLogger(logSettings);
  const gateway = createGateway(settings, { log });
  const signal = waitForSignal();
  const releaseFaults = exitOnFault(log);
  try {
    const addresses = await gateway.start();
    for (const { name, path } of settings.clientGraphs) {
      log.info({ clientGraph: name }, `Serving client graph "${name}" at ${addresses.public.url}${path}`);
    }
    if (addresses.admin !== undefined) {
      log.info(`Health is at ${addresses.admin.url}/health/live and ${addresses.admin.url}/health/ready`);
    }
    return await runUntil(signal.received, gateway, log);
  } finally {
    releaseFaults();
    signal.release();
  }
}

async function runUntil(received: Promise<NodeJS.Signals>, gateway: Gateway, log: Log): Promise<number> {
  log.info(`Stopping: received ${await received}`);
  await gateway.stop();
  log.info('Stopped');
  return exitCodes.fine;
}
