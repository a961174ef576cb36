import { z } from 'zod';

/** The part of JSON Schema that our options use, as `z.toJSONSchema` writes it. */
export interface OptionSchema {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, OptionSchema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: OptionSchema;
  readonly additionalProperties?: OptionSchema | false;
  readonly items?: OptionSchema;
  readonly anyOf?: readonly OptionSchema[];
}

/** One option, as documentation and tests need it. */
export interface Option {
  /** Such as `sources.each.<name>.url`; `<name>` stands for a key the user chooses, `[]` for an item of a list. */
  readonly path: string;
  readonly schema: OptionSchema;
  /** Whether its parent cannot do without it. */
  readonly required: boolean;
}

/** The schema of a configuration file as JSON Schema: of what users write, so options with a default may be left out. */
export function toOptionSchema(schema: z.ZodType): OptionSchema {
  // The two types describe one value; ours names only what is used here.
  return z.toJSONSchema(schema, { io: 'input' }) as unknown as OptionSchema;
}

/** Every option at any depth, in the order of the schema, groups before what they hold. */
export function listOptions(schema: OptionSchema, path = ''): readonly Option[] {
  const options: Option[] = [];
  const add = (childPath: string, child: OptionSchema, required: boolean) => {
    options.push({ path: childPath, schema: child, required }, ...listOptions(child, childPath));
  };
  const group = groupIn(schema);
  for (const [name, child] of Object.entries(group.properties ?? {})) {
    add(path === '' ? name : `${path}.${name}`, child, group.required?.includes(name) ?? false);
  }
  if (schema.additionalProperties) {
    add(`${path}.<name>`, schema.additionalProperties, false);
  }
  if (schema.items?.properties) {
    options.push(...listOptions(schema.items, `${path}[]`));
  }
  return options;
}

/** The mapping that an option may be, where it may also be something else: `true`, for one. */
export function groupIn(schema: OptionSchema): OptionSchema {
  return schema.anyOf?.find(({ properties }) => properties !== undefined) ?? schema;
}

/** The schema of the option at a path of keys, or undefined when there is no such option. */
export function optionAt(schema: OptionSchema, path: readonly PropertyKey[]): OptionSchema | undefined {
  let current: OptionSchema | undefined = schema;
  for (const key of path) {
    const properties: OptionSchema['properties'] = current && groupIn(current).properties;
    const named: OptionSchema | undefined =
      properties && Object.hasOwn(properties, key) ? properties[String(key)] : undefined;
    current = named ?? (typeof key === 'number' ? current?.items : current?.additionalProperties || undefined);
  }
  return current;
}

/** What a value must be, in words that follow "Must be": `an integer from 0 to 65535`. */
export function describeExpectation(schema: OptionSchema): string {
  if (schema.anyOf) {
    return schema.anyOf.map(describeExpectation).join(' or ');
  }
  if (schema.enum) {
    return `one of ${schema.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  }
  switch (schema.type) {
    case 'integer':
    case 'number':
      return `${schema.type === 'integer' ? 'an integer' : 'a number'}${describeBounds(schema)}`;
    case 'string':
      return describeText(schema);
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list${schema.minItems === undefined ? '' : ` of at least ${schema.minItems}`}`;
    default:
      return 'a mapping';
  }
}

function describeBounds({ minimum, maximum }: OptionSchema): string {
  if (minimum !== undefined && maximum !== undefined) {
    return ` from ${minimum} to ${maximum}`;
  }
  return '';
}

function describeText({ format, pattern, minLength }: OptionSchema): string {
  if (format === 'uri') {
    return 'an http or https URL'; // every URL option is limited to these; JSON Schema cannot say it
  }
  if (pattern !== undefined) {
    return `a text matching ${pattern}`;
  }
  return minLength === undefined ? 'a text' : 'a text that is not empty';
}
