import {
  Supergraph as ApolloSupergraph,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES as supportedFeatures,
} from '@apollo/federation-internals';
import { type DocumentNode, type GraphQLSchema, Kind } from 'graphql';
import { GatewayError } from '../errors/gateway-error.js';
import { type AccessRules, readAccessRules } from './access/access-rules.js';
import { assertSecurityKnown } from './access/assert-security-known.js';
import { type CacheTagRules, readCacheTags } from './cache-tags.js';
import { completeDefinitions } from './complete-definitions.js';
import { type CostDirectives, readCostDirectives } from './cost/cost-directives.js';
import { readInterfaceObjects } from './interface-objects.js';
import { internNames } from './intern-names.js';
import { type LiftedDirective, liftDirectives } from './lift-directives.js';
import { orderKeys } from './order-keys.js';
import { readOverriddenFields, readOverrideLabels } from './override-labels.js';
import { parseSupergraph, supergraphInvalid } from './parse-supergraph.js';
import { type RequiredFields, readRequiredFields } from './required-fields.js';
import { readSharedTypes, type SharedTypes } from './shared-types.js';
import { addStandIns, type StandInSupergraph } from './stand-in-fields.js';
import { readTypedFields, type TypedFields } from './typed-fields.js';

/** A supergraph, read and ready to be planned over. Immutable. */
export interface Supergraph {
  /** The SDL as it was given. */
  readonly sdl: string;
  /** The SDL as it was given, parsed. Connectors sources read their directives from it. */
  readonly document: DocumentNode;
  /** Kept for what `internNames` says. */
  readonly names: object;
  /** What operations are read against. */
  readonly model: ApolloSupergraph;
  /** What is planned over: `model` with stand-ins for the fields that `@requires` reads with arguments. */
  readonly plannedModel: ApolloSupergraph;
  readonly standIns: StandInSupergraph;
  /** What the client sees: no federation machinery and nothing that a contract hides. */
  readonly apiSchema: GraphQLSchema;
  /** Everything, hidden parts included: types of what sources answer. */
  readonly fullSchema: GraphQLSchema;
  /** One for each `join__Graph`. */
  readonly subgraphs: readonly SubgraphDefinition[];
  /** Directives of specifications that the planner does not know, by name. */
  readonly directives: ReadonlyMap<string, readonly LiftedDirective[]>;
  /** What callers need in order to see fields; undefined when nothing is asked of them. */
  readonly accessRules: AccessRules | undefined;
  /** What fields, types and arguments cost, and how long lists are. */
  readonly costDirectives: CostDirectives;
  /** How cached things are named when they are invalidated. */
  readonly cacheTags: CacheTagRules;
  readonly requiredFields: RequiredFields;
  /** Every label of `@override(label:)`, sorted. */
  readonly overrideLabels: readonly string[];
  /** `Type.field` of each field that has one of these labels. */
  readonly labelledFields: ReadonlySet<string>;
  /** `Type.field` of each field that has an `@override`, with a label or without. */
  readonly overriddenFields: ReadonlySet<string>;
  /** Names of the interfaces that some subgraph has as an `@interfaceObject`. */
  readonly interfaceObjects: ReadonlySet<string>;
  readonly sharedTypes: SharedTypes;
  readonly typedFields: TypedFields;
}

/** A subgraph as the supergraph names it. */
export interface SubgraphDefinition {
  /** Name, as in plans. */
  readonly name: string;
  /** Name of its `join__Graph` value. */
  readonly enumValue: string;
  /** Routing URL written into the supergraph; empty when there is none. */
  readonly url: string;
}

/** What `readSupergraph` needs beside the SDL. */
export interface ReadSupergraphOptions {
  /** Where the SDL came from, for messages. Default `supergraph`. */
  readonly file?: string;
}

/**
 * Reads a composed supergraph, Federation 1 (join v0.1) to Federation 2.
 *
 * @throws {GatewayError} SUPERGRAPH_INVALID, with file and line where they are known.
 */
export function readSupergraph(sdl: string, options: ReadSupergraphOptions = {}): Supergraph {
  const file = options.file ?? 'supergraph';
  const document = parseSupergraph(sdl, file);
  const names = internNames(document);
  assertComposed(document, file);
  assertSecurityKnown(document, file);
  const lifted = liftDirectives(orderKeys(completeDefinitions(document)));
  try {
    const model = ApolloSupergraph.build(lifted.document, { supportedFeatures });
    const standIns = addStandIns(lifted.document);
    const apiSchema = model.apiSchema().toGraphQLJSSchema();
    const fullSchema = model.schema.toGraphQLJSSchema();
    const interfaceObjects = readInterfaceObjects(lifted.document);
    const enumValues = model.subgraphNameToGraphEnumValue();
    const subgraphs = model
      .subgraphsMetadata()
      .map(({ name, url }) => ({ name, url, enumValue: enumValues.get(name) ?? name.toUpperCase() }));
    return {
      sdl,
      document,
      names,
      model,
      plannedModel: standIns.standIns.size === 0 ? model : buildPlanned(standIns.document),
      standIns,
      apiSchema,
      fullSchema,
      subgraphs,
      directives: lifted.directives,
      accessRules: readAccessRules({ lifted, schema: fullSchema, interfaceObjects }),
      costDirectives: readCostDirectives(lifted),
      cacheTags: readCacheTags({ document, directives: lifted.directives, subgraphs }),
      requiredFields: readRequiredFields(standIns.document),
      overrideLabels: readOverrideLabels(lifted.document),
      labelledFields: readOverriddenFields(lifted.document, 'overrideLabel'),
      overriddenFields: readOverriddenFields(lifted.document, 'override'),
      interfaceObjects,
      sharedTypes: readSharedTypes(model, apiSchema, interfaceObjects),
      typedFields: readTypedFields(model, apiSchema, interfaceObjects),
    };
  } catch (error) {
    throw supergraphInvalid(error, file);
  }
}

/** Not validated again: the fields stood in for are `@external` in some subgraph for nothing now, which is an error. */
function buildPlanned(document: DocumentNode): ApolloSupergraph {
  return ApolloSupergraph.build(document, { supportedFeatures, validateSupergraph: false });
}

/** A subgraph's SDL, or a plain schema, is the likeliest mistake; the library's words for it would not help. */
function assertComposed(document: DocumentNode, file: string): void {
  if (
    !document.definitions.some((node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value.endsWith('__Graph'))
  ) {
    throw new GatewayError(
      'SUPERGRAPH_INVALID',
      `Cannot read the supergraph: ${file}: it has no enum "join__Graph", so it is no composed supergraph; compose the subgraphs first`,
    );
  }
}
