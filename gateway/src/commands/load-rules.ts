import type { ConfigResult } from '../config/config-problem.js';
import type { DeepReadonly } from '../config/deep-freeze.js';
import type { EnvironmentUse } from '../config/fill-references.js';
import type { GatewayConfig } from '../config/gateway-config.js';
import { loadRulesFile } from '../config/load-config.js';
import type { RuleConfig } from '../config/rules-config.js';
import type { ConfigReader } from './config-reader.js';

/** The rules of a configuration, in order, or every problem of their file. */
export type RulesResult = ConfigResult<DeepReadonly<readonly RuleConfig[]>>;

/** Joins the rules of `facet.yaml` with those of the file it names. */
export function joinRules(
  config: Pick<DeepReadonly<GatewayConfig>, 'rules'>,
  environment: EnvironmentUse,
): RulesResult {
  const { list, file } = config.rules;
  if (file === undefined) {
    return { kind: 'loaded', config: list, locate: (_path, message) => ({ file: 'facet.yaml', message }) };
  }
  const loaded = loadRulesFile(file, environment);
  if (loaded.kind === 'refused') {
    return loaded;
  }
  const taken = new Set(list.map(({ name }) => name));
  const problems = loaded.config.rules.flatMap(({ name }, index) =>
    taken.has(name)
      ? [loaded.locate(['rules', index, 'name'], `The name "${name}" is taken by a rule of the configuration itself`)]
      : [],
  );
  return problems.length > 0 ? { kind: 'refused', problems } : { ...loaded, config: [...list, ...loaded.config.rules] };
}

/**
 * Reads the rules of `facet.yaml` again, with those of the file it names.
 *
 * @param read Reads `facet.yaml`. All of it has to be good, though nothing else of it is used.
 */
export function reloadRules(read: ConfigReader, environment: EnvironmentUse): RulesResult {
  const loaded = read();
  return loaded.kind === 'refused' ? loaded : joinRules(loaded.config, environment);
}
