import {
  type DocumentNode,
  executeSync,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import type { WriteValue } from './completion.js';

/** What `introspectionWriter` needs. */
export interface IntrospectionInput {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** The selections of one `__schema` or `__type` response name. */
  readonly fields: readonly FieldNode[];
}

/** Answers `__schema` and `__type` from the client's schema with graphql-js. */
export function introspectionWriter(input: IntrospectionInput): WriteValue {
  const { schema, operation, document, fields } = input;
  const [first] = fields;
  const responseName = first?.alias?.value ?? first?.name.value ?? '__schema';
  const introspection: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: fields } },
      ...document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION),
    ],
  };
  return (_value, depth, run) => {
    const { data, errors } = executeSync({ schema, document: introspection, variableValues: run.variables });
    for (const error of errors ?? []) {
      run.fail(depth, error.message);
    }
    run.writer.text(JSON.stringify(data?.[responseName] ?? null));
    return true;
  };
}
