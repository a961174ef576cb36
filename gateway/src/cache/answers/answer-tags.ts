import { fillTagFormat, valueAt } from '@facet/schema/tag-format';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { EvaluatedOperation } from '../../executor/conditions.js';
import type { CacheTagRules, SourcedFormat } from '../../supergraph/cache-tags.js';
import type { CacheTag } from '../cache-key.js';
import { boundedTags, clientGraphTag, someEntityTag, sourceTag, tagsOfName, tagsOfSomeName, typeTag } from '../tags.js';

/** The answer that is tagged. */
export interface TaggedAnswer {
  readonly clientGraph: string;
  /** Names of the types that can be in it, see `OperationPolicy`. */
  readonly types: readonly string[];
  /** Names of the sources that were asked for it. */
  readonly sources: ReadonlySet<string>;
  readonly evaluated: () => EvaluatedOperation;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly rules: CacheTagRules;
  readonly schema: GraphQLSchema;
}

/**
 * All tags of an answer: its client graph, its sources, its types, and the names that `@cacheTag` gives its root fields.
 * Which entities are in it is not known, since it need not select their keys: it counts as having some of each type.
 */
export function answerTags(answer: TaggedAnswer): readonly CacheTag[] {
  const { clientGraph, types, sources, rules } = answer;
  const tags = [clientGraphTag(clientGraph), ...[...sources].map(sourceTag)];
  for (const type of types) {
    tags.push(typeTag(type));
    const owners = rules.sources.get(type);
    tags.push(...[...sources].filter((source) => owners?.has(source) !== false).map((source) => typeTag(type, source)));
    if (rules.keys.has(type)) {
      tags.push(someEntityTag(type));
    }
    tags.push(...(rules.formats.get(type) ?? []).flatMap((sourced) => tagsOfFormat(sourced, answer, () => undefined)));
  }
  tags.push(...tagsOfRootFields(answer));
  return boundedTags(tags);
}

function tagsOfFormat(
  { format, sources: declaring }: SourcedFormat,
  { sources }: TaggedAnswer,
  read: Parameters<typeof fillTagFormat>[1],
): readonly CacheTag[] {
  const asked = [...declaring].filter((source) => sources.has(source));
  const name = fillTagFormat(format, read);
  return asked.length === 0 ? [] : name === undefined ? tagsOfSomeName(format) : tagsOfName(name, asked);
}

function tagsOfRootFields(answer: TaggedAnswer): readonly CacheTag[] {
  const { rules, schema, variables } = answer;
  const query = schema.getQueryType();
  if (rules.formats.size === 0 || !query) {
    return [];
  }
  const { document, operation } = answer.evaluated();
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  return [...rootFields(operation.selectionSet, fragments)].flatMap((field) =>
    (rules.formats.get(`Query.${field.name.value}`) ?? []).flatMap((sourced) => {
      const args = argumentsOf(field, query, variables);
      return tagsOfFormat(sourced, answer, ({ path }) => valueAt(args, path));
    }),
  );
}

/** A fragment that is spread often is walked once. */
function* rootFields(
  { selections }: SelectionSetNode,
  fragments: Map<string, FragmentDefinitionNode>,
): Generator<FieldNode> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      yield selection;
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      fragments.delete(selection.name.value);
    }
    if (fragment !== undefined) {
      yield* rootFields(fragment.selectionSet, fragments);
    }
  }
}

/** Undefined when an argument does not fit, which its execution told already. */
function argumentsOf(
  field: FieldNode,
  type: GraphQLObjectType,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  const definition = type.getFields()[field.name.value];
  try {
    return definition && getArgumentValues(definition, field, variables);
  } catch {
    return undefined; // then nothing is known of them, and the answer counts as having some of the names
  }
}
