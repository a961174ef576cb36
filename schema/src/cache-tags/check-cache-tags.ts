import { type ConstDirectiveNode, type FieldDefinitionNode, Kind } from 'graphql';
import { positionOf } from '../position.js';
import type { Problem } from '../problem.js';
import { typesOf } from '../subgraph/locate-coordinate.js';
import type { ParsedSubgraph } from '../subgraph/subgraph-file.js';
import { checkReference } from './check-reference.js';
import { type KeyTree, type SubgraphTypes, subgraphTypes } from './subgraph-types.js';
import { parseTagFormat, type TagFormat } from './tag-format.js';

const rootTypes: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/**
 * Checks every `@cacheTag` of a subgraph, which composition carries without a look at it: a name that can never be given
 * would leave what is cached as it is.
 *
 * Spec: https://specs.apollo.dev/cacheTag/v0.1; the codes are those of Apollo's own checks.
 *
 * @returns Problems: `CACHE_TAG_INVALID_FORMAT`, `CACHE_TAG_APPLIED_TO_NON_ROOT_FIELD`, `CACHE_TAG_ENTITY_NOT_RESOLVABLE`,
 *   `CACHE_TAG_INVALID_FORMAT_ARGUMENT_ON_ENTITY`, `CACHE_TAG_INVALID_FORMAT_ARGUMENT_ON_ROOT_FIELD`.
 */
export function checkCacheTags(subgraph: ParsedSubgraph): readonly Problem[] {
  const types = subgraphTypes(subgraph);
  return typesOf(subgraph.document).flatMap(({ name, node }) => {
    const fields = 'fields' in node ? (node.fields ?? []) : [];
    return [
      ...cacheTagsAt(node).flatMap((use) => checkOnType(use, name, types)),
      ...fields.flatMap((field) =>
        field.kind === Kind.FIELD_DEFINITION
          ? cacheTagsAt(field).flatMap((use) => checkOnField(use, name, { field, types }))
          : [],
      ),
    ];
  });
}

function cacheTagsAt({ directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] | undefined }) {
  return directives.filter(({ name }) => /(^|__)cacheTag$/.test(name.value));
}

function checkOnType(use: ConstDirectiveNode, type: string, types: SubgraphTypes): readonly Problem[] {
  const keys = types.keys(type);
  if (!keys.some(({ isResolvable }) => isResolvable)) {
    const message = `"@cacheTag" on "${type}": it has no resolvable @key`;
    return [problem(use, 'CACHE_TAG_ENTITY_NOT_RESOLVABLE', message)];
  }
  return withFormat(use, ({ parts }) =>
    parts.flatMap((part) => {
      if (typeof part === 'string') {
        return [];
      }
      const shown = `{${[part.root, ...part.path].join('.')}}`;
      const isInAll = part.root === '$key' && keys.every(({ fields }) => isLeafAt(fields, part.path));
      const message = `"@cacheTag" on "${type}": "${shown}" must be a field of each of its keys, such as "{$key.id}"`;
      return isInAll ? [] : [problem(use, 'CACHE_TAG_INVALID_FORMAT_ARGUMENT_ON_ENTITY', message)];
    }),
  );
}

function checkOnField(
  use: ConstDirectiveNode,
  type: string,
  { field, types }: { readonly field: FieldDefinitionNode; readonly types: SubgraphTypes },
): readonly Problem[] {
  if (!rootTypes.has(type)) {
    const message = `"@cacheTag" on "${type}.${field.name.value}": of fields only those of "Query" have cache tags`;
    return [problem(use, 'CACHE_TAG_APPLIED_TO_NON_ROOT_FIELD', message)];
  }
  return withFormat(use, ({ parts }) =>
    parts.flatMap((part) => {
      if (typeof part === 'string') {
        return [];
      }
      if (part.root !== '$args') {
        const message = `"@cacheTag" on "${type}.${field.name.value}": a field has "$args", not "${part.root}"`;
        return [problem(use, 'CACHE_TAG_INVALID_FORMAT_ARGUMENT_ON_ROOT_FIELD', message)];
      }
      const fault = checkReference(part, { types, field, areListsAllowed: false });
      return fault === undefined ? [] : [problem(use, 'CACHE_TAG_INVALID_FORMAT', `"@cacheTag": ${fault}`)];
    }),
  );
}

function withFormat(use: ConstDirectiveNode, check: (format: TagFormat) => readonly Problem[]): readonly Problem[] {
  const value = use.arguments?.find(({ name }) => name.value === 'format')?.value;
  if (value?.kind !== Kind.STRING) {
    return []; // composition tells of it
  }
  const format = parseTagFormat(value.value);
  return typeof format === 'string'
    ? [problem(use, 'CACHE_TAG_INVALID_FORMAT', `"@cacheTag": the format cannot be read: ${format}`)]
    : check(format);
}

function isLeafAt(fields: KeyTree, [step, ...rest]: readonly string[]): boolean {
  const below = step === undefined ? undefined : fields.get(step);
  return below !== undefined && (rest.length === 0 ? below.size === 0 : isLeafAt(below, rest));
}

function problem(node: ConstDirectiveNode, code: string, message: string): Problem {
  return { code, message, ...positionOf(node) };
}
