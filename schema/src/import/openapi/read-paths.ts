import { isObject, type JsonObject, listAt, objectAt, ownValue, textAt } from './json-node.js';
import type { ReadApiContext } from './read-context.js';
import type { Located } from './references.js';

/** One operation where it stands. */
export interface RawOperation {
  /** In capitals, unless it is one of another name. */
  readonly method: string;
  readonly path: string;
  readonly subject: string;
  readonly node: JsonObject;
  /** References within the operation start from this document. */
  readonly document: string;
  /** Resolved; an operation's own replaces one of the path with the same name and place. */
  readonly parameters: readonly Located[];
  readonly pathItem: JsonObject;
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

/** Every operation under `paths`, in the order of the document; methods in that of the specification's list. */
export function readPaths(root: JsonObject, { references }: ReadApiContext): readonly RawOperation[] {
  const { document } = references.root();
  return Object.entries(objectAt(root, 'paths') ?? {}).flatMap(([path, value]) => {
    if (!path.startsWith('/')) return [];
    const item = references.resolve({ value, document });
    if (!isObject(item.value)) return [];
    const pathItem = item.value;
    const shared = listAt(pathItem, 'parameters').map((node) =>
      references.resolve({ value: node, document: item.document }),
    );
    // OpenAPI 3.2 has methods of any name.
    const more = Object.entries(objectAt(pathItem, 'additionalOperations') ?? {});
    const all = [...methods.map((method) => [method, ownValue(pathItem, method)] as const), ...more];
    return all.flatMap(([method, node]): RawOperation[] => {
      if (!isObject(node)) return [];
      const own = listAt(node, 'parameters').map((one) => references.resolve({ value: one, document: item.document }));
      const parameters = [...shared.filter((one) => !own.some((other) => sameParameter(one, other))), ...own];
      // Methods of other names are sent as they are written.
      const name = methods.includes(method) ? method.toUpperCase() : method;
      return [{ method: name, path, subject: `${name} ${path}`, node, document: item.document, parameters, pathItem }];
    });
  });
}

function sameParameter(a: Located, b: Located): boolean {
  return textAt(a.value, 'name') === textAt(b.value, 'name') && textAt(a.value, 'in') === textAt(b.value, 'in');
}

/** Alternatives of a `security` list; undefined when nothing is asked for. */
export function readSecurity(node: JsonObject, root: JsonObject): ReadonlyArray<readonly string[]> | undefined {
  const security = Object.hasOwn(node, 'security') ? ownValue(node, 'security') : ownValue(root, 'security');
  if (!Array.isArray(security)) return undefined;
  const alternatives = security.filter(isObject).map((alternative) => Object.keys(alternative));
  // `{}` says that it works without, too.
  return alternatives.length === 0 || alternatives.every((names) => names.length === 0) ? undefined : alternatives;
}
