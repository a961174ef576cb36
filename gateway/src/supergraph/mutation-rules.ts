import { parseTagFormat, type TagFormat } from '@facet/schema/tag-format';
import { valueFromASTUntyped } from 'graphql';
import type { LiftedDirective } from './lift-directives.js';

/** What one `@cacheInvalidate` of a field of `Mutation` says is invalid after it. */
export type MutationRule =
  | { readonly kind: 'type'; readonly type: string }
  | { readonly kind: 'entity'; readonly type: string; readonly key: KeyTemplate }
  | { readonly kind: 'cache_tag'; readonly format: TagFormat };

/** The fields of a key, each with where its value is from. */
export interface KeyTemplate {
  readonly [field: string]: TagFormat | KeyTemplate;
}

/** Whether a field of a key has its value from one format, and is no object with fields of its own. */
export function isFormat(template: TagFormat | KeyTemplate): template is TagFormat {
  return typeof template['text'] === 'string';
}

/**
 * Reads `@cacheInvalidate` of a supergraph. What cannot be read is left out: composition has refused it.
 *
 * @param directives As `liftDirectives` gives them.
 * @returns Rules by the name of the field of `Mutation`.
 */
export function readMutationRules(
  directives: ReadonlyMap<string, readonly LiftedDirective[]>,
): ReadonlyMap<string, readonly MutationRule[]> {
  const rules = new Map<string, MutationRule[]>();
  for (const { coordinate, node } of directives.get('join__directive') ?? []) {
    const applied = Object.fromEntries(
      (node.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
    );
    const [type, field] = coordinate.split('.');
    const rule = applied['name'] === 'cacheInvalidate' ? toRule(applied['args']) : undefined;
    if (rule !== undefined && type === 'Mutation' && field !== undefined) {
      rules.set(field, [...(rules.get(field) ?? []), rule]);
    }
  }
  return rules;
}

function toRule(args: unknown): MutationRule | undefined {
  const { type, key, cacheTag } = (args ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof cacheTag === 'string') {
    const format = parseTagFormat(cacheTag);
    return typeof format === 'string' ? undefined : { kind: 'cache_tag', format };
  }
  if (typeof type !== 'string') {
    return undefined;
  }
  const template = key === undefined || key === null ? undefined : toTemplate(key);
  return template === undefined ? { kind: 'type', type } : { kind: 'entity', type, key: template };
}

function toTemplate(value: unknown): KeyTemplate {
  const template: Record<string, TagFormat | KeyTemplate> = Object.create(null);
  for (const [name, inner] of Object.entries(value as Readonly<Record<string, unknown>>)) {
    const read = typeof inner === 'string' ? parseTagFormat(inner) : toTemplate(inner);
    if (typeof read !== 'string') {
      template[name] = read;
    }
  }
  return template;
}
