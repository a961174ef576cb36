import type { Schema } from '@apollo/federation-internals';
import type { Problem } from '../problem.js';
import { graphEnumNames } from '../supergraph/graph-enum-names.js';
import type { CarriedSpec, CarriedUse } from './carried-spec.js';

/** The carried directives of one subgraph, their arguments completed. */
export interface CarriedSubgraph {
  /** The subgraph's name. */
  readonly name: string;
  /** Its SDL's file, for problems. */
  readonly file: string;
  readonly uses: readonly CarriedUse[];
}

/**
 * Writes carried directives into a supergraph, in place, as composition writes those of `connect`: on the element they
 * stood on, `@join__directive(graphs: [X], name: "soap", args: {…})`; on the schema, the same for the subgraph's link and
 * a `@link` of the specification with `for: EXECUTION`, so that a gateway that cannot execute them refuses the supergraph.
 *
 * @param subgraphs Those with at least one use. Their order is the order of the output.
 * @returns Problems: `CARRIED_NEEDS_NEWER_FEDERATION` when the supergraph's join specification has no `@join__directive`.
 */
export function putBackDirectives(
  schema: Schema,
  spec: CarriedSpec,
  subgraphs: readonly CarriedSubgraph[],
): readonly Problem[] {
  if (subgraphs.length === 0) return [];
  const joinDirective = schema.directive('join__directive');
  if (joinDirective === undefined) return subgraphs.map((subgraph) => needsNewerFederation(subgraph, spec));
  const url = `${spec.identity}/${spec.version}`;
  const { purpose } = spec;
  schema.schemaDefinition.applyDirective('link', { url, ...(purpose && { for: purpose }) });
  const graphNames = graphEnumNames(schema);
  for (const { name, uses } of subgraphs) {
    const graphs = [graphNames.get(name) ?? name];
    const imports = spec.directives.map((directive) => `@${directive}`);
    schema.schemaDefinition.applyDirective(joinDirective, { graphs, name: 'link', args: { url, import: imports } });
    for (const { coordinate, directive, args } of uses) {
      elementAt(schema, coordinate).applyDirective(joinDirective, { graphs, name: directive, args });
    }
  }
  return [];
}

function needsNewerFederation({ name, file }: CarriedSubgraph, { directives }: CarriedSpec): Problem {
  return {
    code: 'CARRIED_NEEDS_NEWER_FEDERATION',
    message: `Cannot carry "@${directives.join('" and "@')}" of subgraph "${name}" into the supergraph: no subgraph links federation v2.7 or later`,
    file,
    hint: 'Link "https://specs.apollo.dev/federation/v2.7" or later in that subgraph.',
  };
}

function elementAt(schema: Schema, coordinate: string | undefined) {
  const element = coordinate === undefined ? schema.schemaDefinition : schema.elementByCoordinate(coordinate);
  // Composition keeps every type and field of every subgraph under its name, so this would be a fault of ours
  if (element === undefined) throw new TypeError(`The supergraph has no element "${coordinate}"`);
  return element;
}
