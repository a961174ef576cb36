import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import type { EvaluatedOperation } from '../../executor/conditions.js';
import type { CacheTagRules } from '../../supergraph/cache-tags.js';
import type { Supergraph } from '../../supergraph/supergraph.js';
import { answerTags } from '../answers/answer-tags.js';
import type { CacheTag } from '../cache-key.js';
import {
  boundedTags,
  clientGraphTag,
  someEntityTag,
  tagsOfEntity,
  tagsOfEntityType,
  tagsOfSomeName,
  typeTag,
} from '../tags.js';
import type { TaggedPart } from './ask-source.js';

/** What the parts of one fetch are tagged by. */
export interface PartTagsOptions {
  readonly supergraph: Supergraph;
  /** Name of the source. */
  readonly source: string;
  /** Text of what it is sent. */
  readonly operation: string;
  /** Names of the types that are selected from. */
  readonly types: readonly string[];
}

/** Tags of entities: their own, and those of whatever may be in them. */
export function createEntityTags({
  supergraph,
  source,
  types,
}: PartTagsOptions): (part: TaggedPart) => readonly CacheTag[] {
  const rules = supergraph.cacheTags;
  const within = types.flatMap((type) => tagsWithin(type, { rules, source }));
  /** As many as the schema has types. */
  const ofTypes = new Map<string, readonly CacheTag[]>();
  return ({ text, input, isPrivate }) => {
    const representation = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const type = String(representation['__typename']);
    const ofType = ofTypes.get(type) ?? tagsOfEntityType(type, source);
    ofTypes.set(type, ofType);
    const own = tagsOfEntity(rules, { type, source, representation }, ofType);
    return boundedTags([...own, ...within, ...ownerTags(input.request.clientGraph, isPrivate)]);
  };
}

/** Which entities are in another one is not known: it counts as having some of each type that is selected of it. */
function tagsWithin(
  type: string,
  { rules, source }: { readonly rules: CacheTagRules; readonly source: string },
): readonly CacheTag[] {
  const named = (rules.formats.get(type) ?? []).filter(({ sources }) => sources.has(source));
  return [
    typeTag(type),
    typeTag(type, source),
    ...(rules.keys.has(type) ? [someEntityTag(type)] : []),
    ...named.flatMap(({ format }) => tagsOfSomeName(format)),
  ];
}

/** Tags of what a source answers for fields of the root. */
export function createRootTags({
  supergraph,
  source,
  operation,
  types,
}: PartTagsOptions): (part: TaggedPart) => readonly CacheTag[] {
  const document = parse(operation, { noLocation: true });
  const evaluated: EvaluatedOperation = {
    document,
    operation: document.definitions.find(
      (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
    ) as OperationDefinitionNode, // a fetch has one
  };
  return ({ input: { request, variables }, isPrivate }) => {
    const { clientGraph } = request;
    const tags = answerTags({
      clientGraph,
      types,
      sources: new Set([source]),
      evaluated: () => evaluated,
      variables,
      rules: supergraph.cacheTags,
      schema: supergraph.fullSchema,
    });
    return isPrivate ? tags : tags.filter((tag) => tag !== clientGraphTag(clientGraph));
  };
}

/** What is everybody's is no client graph's. */
function ownerTags(clientGraph: string, isPrivate: boolean): readonly CacheTag[] {
  return isPrivate ? [clientGraphTag(clientGraph)] : [];
}
