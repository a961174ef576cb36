import { type ConfigProblem, type ConfigResult, formatConfigProblem } from '../../config/config-problem.js';
import type { DeepReadonly } from '../../config/deep-freeze.js';
import type { RuleConfig } from '../../config/rules-config.js';
import { watchFile } from '../../files/watch-file.js';
import type { Log } from '../../telemetry/logger.js';
import type { Counter, Gauge, Metrics } from '../../telemetry/metrics.js';
import { type CompiledRule, compileRules } from './compile-rule.js';

/** Where rules come from. */
export interface RulesSettings {
  /** Those that hold at the start. */
  readonly initial: DeepReadonly<readonly RuleConfig[]>;
  /** Files they stand in, watched. Empty: they never change. */
  readonly files: readonly string[];
  /** Reads the files again. */
  readonly reload: () => ConfigResult<DeepReadonly<readonly RuleConfig[]>>;
}

/** What live rules need beside their settings. */
export interface LiveRulesOptions {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** See `WatchFileOptions.settleMs`. */
  readonly settleMs?: number;
}

/**
 * Keeps rules as their files have them. Files that cannot be used change nothing: the rules that were good go on, and each
 * problem leaves a line at error with the file and line.
 *
 * @returns The rules that hold now.
 */
export function createLiveRules(settings: RulesSettings, options: LiveRulesOptions): () => readonly CompiledRule[] {
  const { log, metrics, signal, settleMs } = options;
  let current = compileRules(settings.initial);
  const count = ruleMetrics(metrics);
  count.rules.set({}, current.length);

  function reload(): void {
    const result = settings.reload();
    if (result.kind === 'refused') {
      count.reloads.add({ outcome: 'refused' });
      logProblems(log, result.problems);
      return;
    }
    current = compileRules(result.config);
    count.reloads.add({ outcome: 'loaded' });
    count.rules.set({}, current.length);
    log.info({ rules: current.length }, 'Rules reloaded');
  }

  for (const file of settings.files) {
    watchFile(file, reload, {
      signal,
      ...(settleMs !== undefined && { settleMs }),
      onError: (err) => log.error({ err, file }, 'Rules could not be reloaded: those before hold on'),
    });
  }
  return () => current;
}

function logProblems(log: Log, problems: readonly ConfigProblem[]): void {
  for (const problem of problems) {
    log.error(
      { code: 'CONFIGURATION_INVALID', file: problem.file, line: problem.line },
      `Rules not reloaded, those before hold on: ${formatConfigProblem(problem)}`,
    );
  }
}

function ruleMetrics(metrics: Metrics): { readonly rules: Gauge<never>; readonly reloads: Counter<'outcome'> } {
  return {
    rules: metrics.gauge({ name: 'facet_rules', help: 'Rules that hold now.', labels: {} }),
    reloads: metrics.counter({
      name: 'facet_rules_reloads_total',
      help: 'How often files with rules were read again, by whether they could be used.',
      labels: { outcome: ['loaded', 'refused'] },
    }),
  };
}
