import { keyPath } from '../sdl/selection-text.js';
import type { DirectiveValue } from '../sdl/subgraph-model.js';
import type { ApiOperation } from './api-model.js';
import type { ImportContext } from './import-context.js';
import type { Located } from './references.js';
import { isJsonType } from './request.js';

/** Properties that say to a person what went wrong, the plainest first. */
const messageKeys = [
  'detail',
  'message',
  'error_description',
  'errorMessage',
  'error_message',
  'description',
  'msg',
  'reason',
  'title',
];

/**
 * How error answers become errors of GraphQL: their text as the message, and the other plain values of the most common
 * kind of error under `extensions.problem`. Undefined when no error answer has a text.
 */
export function mapErrors(operations: readonly ApiOperation[], context: ImportContext): DirectiveValue | undefined {
  const messages = new Map<string, number>();
  const details = new Map<string, number>();
  for (const schema of operations.flatMap(errorSchemas)) {
    const found = readError(schema, context, true);
    if (found === undefined) continue;
    messages.set(found.message, (messages.get(found.message) ?? 0) + 1);
    details.set(found.detail, (details.get(found.detail) ?? 0) + 1);
  }
  const paths = mostFrequent(messages).slice(0, 3);
  if (paths.length === 0) return undefined;
  const message = paths.length === 1 ? paths[0] : `$(${paths.join(' ?? ')})`;
  const [detail = ''] = mostFrequent(details);
  return { message, extensions: detail === '' ? undefined : `problem: ${detail}` };
}

function errorSchemas({ responses }: ApiOperation): readonly Located[] {
  return responses
    .filter(
      ({ status }) => /^[45]/.test(status) || (status === 'default' && responses.some((one) => /^2/.test(one.status))),
    )
    .flatMap(({ content }) => [...content].find(([type]) => isJsonType(type))?.[1] ?? []);
}

/** Where an error's text is, and a group of its other plain values. */
function readError(
  schema: Located,
  context: ImportContext,
  nested: boolean,
): { readonly message: string; readonly detail: string } | undefined {
  const shape = context.shapes.of(schema);
  if (shape.kind !== 'object') return undefined;
  const isScalar = (key: string) => {
    const property = shape.properties.get(key);
    const kind = property === undefined ? undefined : context.shapes.of(property.schema).kind;
    return kind === 'scalar' || kind === 'enum';
  };
  const key = messageKeys.find(isScalar) ?? (isScalar('error') ? 'error' : undefined);
  if (key !== undefined) {
    const others = [...shape.properties.keys()].filter((name) => name !== key && /^\w+$/.test(name) && isScalar(name));
    const detail = others
      .map((name) => `${name}: ${keyPath(name)}?`)
      .slice(0, 8)
      .join(' ');
    return { message: keyPath(key), detail: detail === '' ? '' : `{ ${detail} }` };
  }
  const inner = shape.properties.get('error');
  const found = inner === undefined || !nested ? undefined : readError(inner.schema, context, false);
  if (found === undefined || found.message.startsWith('$')) return undefined;
  const detail = found.detail.replace(/: (\w+)\?/g, ': error.$1?');
  return { message: `error.${found.message}`, detail };
}

function mostFrequent(counts: ReadonlyMap<string, number>): readonly string[] {
  return [...counts].sort(([, a], [, b]) => b - a).map(([key]) => key);
}
