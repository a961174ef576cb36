import { createHash } from 'node:crypto';
import {
  type DefinitionNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  Source,
  visit,
} from 'graphql';
import type { TextFile } from './load-client-graph-folder.js';
import { normalForm } from './normal-form.js';
import type { ManifestOperation, OperationManifest } from './operation-manifest.js';

/**
 * Makes the manifest of a client app's operations, sorted by name.
 *
 * Each operation's body is its document in normal form with the fragments that it uses, of whichever file, and its id is
 * the SHA-256 of the body, hexadecimal. That is what Apollo's `generate-persisted-query-manifest` makes, but for one
 * thing: no `__typename` is added, since only Apollo Client's cache asks for it.
 *
 * @param files Operations and fragments. `facet check` says whether they are valid.
 * @throws {GraphQLError} When a file does not parse; its position is in the error.
 * @throws {TypeError} When an operation has no name, or two have the same.
 */
export function buildManifest(files: readonly TextFile[]): OperationManifest {
  const definitions = files.flatMap(({ file, text }) => parse(new Source(text, file)).definitions);
  const fragments = new Map(definitions.filter(isFragment).map((fragment) => [fragment.name.value, fragment]));
  const operations = new Map<string, ManifestOperation>();
  for (const operation of definitions.filter(isOperation)) {
    const name = operation.name?.value;
    if (name === undefined || operations.has(name)) {
      throw new TypeError(
        name === undefined ? 'An operation has no name' : `There is more than one operation "${name}"`,
      );
    }
    operations.set(name, manifestOperation(name, operation, fragments));
  }
  return {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [...operations].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, operation]) => operation),
  };
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function manifestOperation(name: string, operation: OperationDefinitionNode, fragments: Fragments): ManifestOperation {
  const body = normalForm({ kind: Kind.DOCUMENT, definitions: [operation, ...usedFragments(operation, fragments)] });
  return { id: createHash('sha256').update(body).digest('hex'), name, type: operation.operation, body };
}

function usedFragments(operation: OperationDefinitionNode, fragments: Fragments): readonly FragmentDefinitionNode[] {
  const used = new Set<FragmentDefinitionNode>();
  const add = (definition: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(definition, {
      FragmentSpread(spread) {
        const fragment = fragments.get(spread.name.value);
        if (fragment !== undefined && !used.has(fragment)) {
          used.add(fragment);
          add(fragment);
        }
      },
    });
  };
  add(operation);
  return [...used];
}

function isFragment(node: DefinitionNode): node is FragmentDefinitionNode {
  return node.kind === Kind.FRAGMENT_DEFINITION;
}

function isOperation(node: DefinitionNode): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION;
}
