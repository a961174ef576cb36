import { fillTagFormat, type TagFormat, type TagReference } from '@facet/schema/tag-format';
import { isFormat, type KeyTemplate, type MutationRule } from '../../supergraph/mutation-rules.js';
import type { InvalidationTarget } from '../tags.js';
import type { MutatedField } from './mutated-fields.js';
import { MAX_TARGETS } from './parse-targets.js';

/**
 * What a rule invalidates after a field was executed. A reference to a list stands for each of its items. Where a value is
 * not known, since it is null or the operation does not select it, everything that may be meant is invalidated: all of the
 * type, or all with names of that format; so, too, for more than 100 at once.
 */
export function targetsOfRule(rule: MutationRule, field: MutatedField): readonly InvalidationTarget[] {
  switch (rule.kind) {
    case 'type':
      return [rule];
    case 'entity': {
      const keys = fillKey(rule.key, field);
      return keys === undefined
        ? [{ kind: 'type', type: rule.type }]
        : keys.map((key) => ({ kind: 'entity', type: rule.type, key }));
    }
    case 'cache_tag': {
      const names = fillFormat(rule.format, field);
      return names === undefined
        ? [{ kind: 'cache_tags_like', format: rule.format }]
        : names.map((cacheTag) => ({ kind: 'cache_tag', cacheTag }));
    }
    default:
      return rule satisfies never;
  }
}

type Key = Readonly<Record<string, unknown>>;

/** Every key that the template gives; undefined when they are not known. */
function fillKey(template: KeyTemplate, field: MutatedField): readonly Key[] | undefined {
  let keys: readonly Key[] = [{}];
  for (const [name, part] of Object.entries(template)) {
    const values: readonly unknown[] | undefined = isFormat(part) ? fillFormat(part, field) : fillKey(part, field);
    if (values === undefined || keys.length * values.length > MAX_TARGETS) {
      return undefined;
    }
    keys = keys.flatMap((key) => values.map((value) => ({ ...key, [name]: value })));
  }
  return keys;
}

/** Every text that the format gives; undefined when they are not known. */
function fillFormat(format: TagFormat, field: MutatedField): readonly string[] | undefined {
  const references = format.parts.filter((part) => typeof part !== 'string');
  let filled: ReadonlyArray<ReadonlyMap<TagReference, unknown>> = [new Map()];
  for (const reference of references) {
    const values = valuesOf(reference, field);
    if (values === undefined || filled.length * values.length > MAX_TARGETS) {
      return undefined;
    }
    filled = filled.flatMap((known) => values.map((value) => new Map([...known, [reference, value]])));
  }
  const names = filled.map((known) => fillTagFormat(format, (reference) => known.get(reference)));
  return names.every((name) => name !== undefined) ? names : undefined;
}

function valuesOf({ root, path }: TagReference, { args, result }: MutatedField): readonly unknown[] | undefined {
  return root === '$result' ? result(path) : argumentValues([args], path);
}

function argumentValues(values: readonly unknown[], path: readonly string[]): readonly unknown[] {
  const opened = values.flatMap((value) => (Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value]));
  const [step, ...rest] = path;
  return step === undefined
    ? opened
    : argumentValues(
        opened.map((value) =>
          typeof value === 'object' && value !== null && Object.hasOwn(value, step)
            ? (value as Readonly<Record<string, unknown>>)[step]
            : undefined,
        ),
        rest,
      );
}
