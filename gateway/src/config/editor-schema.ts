import { clientGraphConfig } from './client-graph-config.js';
import { gatewayConfig } from './gateway-config.js';
import { type OptionSchema, toOptionSchema } from './option-schema.js';

const madeBy = 'Made by `npx facet docs` from the schemas in gateway/src/config. Do not edit.';

/** A value may be a reference to the environment wherever something else than a text is wanted. */
const reference: OptionSchema = { type: 'string', pattern: '\\$\\{' };

/** The JSON Schema of `facet.yaml` for editors, as JSON text. */
export function gatewayEditorSchema(): string {
  return print('facet.yaml: the configuration of a Facet gateway', toOptionSchema(gatewayConfig));
}

/** The JSON Schema of `facet.bff.yaml` for editors, as JSON text. */
export function clientGraphEditorSchema(): string {
  return print('facet.bff.yaml: a client graph of a Facet gateway', toOptionSchema(clientGraphConfig));
}

function print(title: string, schema: OptionSchema): string {
  const { $schema, ...rest } = allowReferences(schema) as OptionSchema & { readonly $schema?: string };
  return `${JSON.stringify({ $schema, $comment: madeBy, title, ...rest }, null, 2)}\n`;
}

/** Lets every value that is no plain text also be a reference; keys of records stay as they are. */
function allowReferences(schema: OptionSchema): OptionSchema {
  const { properties, additionalProperties, items } = schema;
  const inner: OptionSchema = {
    ...schema,
    ...(properties && { properties: mapValues(properties, allowReferences) }),
    ...(additionalProperties && { additionalProperties: allowReferences(additionalProperties) }),
    ...(items && { items: allowReferences(items) }),
    ...(schema.anyOf && { anyOf: schema.anyOf.map(allowReferences) }),
  };
  if (!needsReference(schema)) {
    return inner;
  }
  const { description, default: initial, ...value } = inner;
  return {
    ...(description !== undefined && { description }),
    ...(initial !== undefined && { default: initial }),
    anyOf: [value, reference],
  };
}

function needsReference({ type, enum: values, pattern, format }: OptionSchema): boolean {
  return (
    type === 'integer' ||
    type === 'number' ||
    type === 'boolean' ||
    values !== undefined ||
    pattern !== undefined ||
    format !== undefined
  );
}

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
