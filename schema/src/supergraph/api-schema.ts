import { errorCauses, Supergraph } from '@apollo/federation-internals';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { Problem } from '../problem.js';
import type { Locator } from '../subgraph/locate-coordinate.js';

/** The schema that clients of a supergraph see: without what is `@inaccessible` and what is federation's own. */
export type ApiSchema = GraphQLSchema;

/**
 * Makes the API schema of a supergraph.
 *
 * @param locate Finds the file and line of an element. Default: problems name elements only.
 * @returns The schema; or why there is none, one problem for each element that is hidden where it may not be.
 */
export function readApiSchema(
  supergraph: string,
  locate: Locator = () => ({}),
): { readonly apiSchema?: ApiSchema; readonly problems: readonly Problem[] } {
  try {
    // Which specifications a gateway can execute is the gateway's affair
    const schema = Supergraph.build(supergraph, { supportedFeatures: null }).apiSchema();
    return { apiSchema: schema.toGraphQLJSSchema(), problems: [] };
  } catch (error) {
    const causes = error instanceof Error ? errorCauses(error) : undefined;
    if (causes === undefined) throw error;
    return { problems: causes.map((cause) => explain(cause, locate)) };
  }
}

function explain(error: GraphQLError, locate: Locator): Problem {
  const [hidden = '', referencer = ''] = [
    firstOf(error.extensions['inaccessible_elements']),
    firstOf(error.extensions['inaccessible_referencers']),
  ];
  const explanation = explanations[String(error.extensions['code'])]?.(hidden, referencer);
  return {
    code: 'CONTRACT_INVALID',
    message: error.message.replace(/\.$/, ''),
    ...explanation,
    ...locate(explanation === undefined ? hidden : referencer || hidden),
  };
}

type Explanation = (hidden: string, referencer: string) => Pick<Problem, 'code' | 'message' | 'hint'>;

/** Codes: Apollo inaccessible v0.2, "Validation". */
const explanations: Readonly<Record<string, Explanation>> = {
  REFERENCED_INACCESSIBLE: (hidden, referencer) => ({
    code: 'CONTRACT_SHOWS_HIDDEN_TYPE',
    message: `The contract shows "${referencer}" but hides its type "${hidden}"`,
    hint: `Hide "${referencer}" as well, or show "${hidden}" or a field of it by an included tag.`,
  }),
  REQUIRED_INACCESSIBLE: (hidden) => ({
    code: 'CONTRACT_HIDES_REQUIRED',
    message: `The contract hides "${hidden}", which is required: no client could use what it belongs to`,
    hint: 'Hide what it belongs to as well, or make it nullable or give it a default value.',
  }),
  IMPLEMENTED_BY_INACCESSIBLE: (hidden, referencer) => ({
    code: 'CONTRACT_HIDES_IMPLEMENTATION',
    message: `The contract shows "${referencer}" of an interface but hides "${hidden}", which implements it`,
    hint: 'Show both or hide both.',
  }),
  DEFAULT_VALUE_USES_INACCESSIBLE: (hidden, referencer) => ({
    code: 'CONTRACT_HIDES_DEFAULT',
    message: `The contract hides "${hidden}", which the default value of "${referencer}" uses`,
    hint: 'Show it, or change the default value.',
  }),
};

function firstOf(coordinates: unknown): string | undefined {
  return Array.isArray(coordinates) ? coordinates.find((coordinate) => typeof coordinate === 'string') : undefined;
}
