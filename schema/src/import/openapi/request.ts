import { type InputObject, isFaithful, selectInput } from '../sdl/input-object.js';
import { NameRegistry, toCamelCase, toFieldName, toPascalCase } from '../sdl/names.js';
import { keyName, printSelection } from '../sdl/selection-text.js';
import type { DirectiveValue, FieldModel } from '../sdl/subgraph-model.js';
import type { ApiBody, ApiOperation, ApiParameter } from './api-model.js';
import { defaultLiteral } from './default-literal.js';
import type { ImportContext } from './import-context.js';
import type { InputType } from './input-types.js';

/** A header of a connector. */
export interface HeaderModel {
  readonly [key: string]: DirectiveValue | undefined;
  readonly name: string;
  readonly value: string;
}

/** How an operation is called. */
export interface RequestModel {
  /** In the order in which they are printed: path, query, headers, body. */
  readonly args: readonly ArgumentModel[];
  readonly url: string;
  readonly queryParams: readonly string[];
  readonly headers: readonly HeaderModel[];
  readonly body: string | undefined;
}

export interface ArgumentModel {
  readonly field: FieldModel;
  readonly in: ApiParameter['in'] | 'body';
  /** Its name in the document. */
  readonly key: string;
}

/** Why there can be no such call. */
export interface NotExpressible {
  readonly notExpressible: string;
}

/** Parameters that the description says to ignore: what they would say is said elsewhere. Spec: OpenAPI, `header`. */
const ignoredHeaders: ReadonlySet<string> = new Set(['accept', 'content-type', 'authorization']);
/** Headers that connectors may not set. */
const forbiddenHeaders: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding'],
  ...['upgrade', 'content-length', 'content-encoding', 'accept-encoding', 'host'],
]);

const jsonType = /^(?:application\/(?:[\w.+-]+\+)?json|\*\/\*|application\/\*)$/;
const formType = 'application/x-www-form-urlencoded';

/** Whether bodies of a media type are JSON. */
export function isJsonType(mediaType: string): boolean {
  return jsonType.test(mediaType);
}

/** What is known of parameters from elsewhere. */
export interface KnownParameters {
  /** Names as arguments, by name. */
  readonly names: ReadonlyMap<string, string>;
  /** The parameter is the key of an entity. */
  readonly isId: (name: string) => boolean;
}

/** Builds the call of an operation. */
export function buildRequest(
  operation: ApiOperation,
  context: ImportContext,
  known: KnownParameters,
): RequestModel | NotExpressible {
  const builder = new RequestBuilder(operation, context, known);
  return builder.build();
}

/** A parameter as the mapping has it. */
interface WrittenParameter {
  readonly expression: string;
  /** Set where its properties are written one by one. */
  readonly object: InputObject | undefined;
}

/** Most parameters of one operation: what is written of more is no mapping that a connector takes. */
const maxParameters = 500;

class RequestBuilder {
  readonly #operation: ApiOperation;
  readonly #context: ImportContext;
  readonly #known: KnownParameters;
  readonly #names = new NameRegistry();
  readonly #args: ArgumentModel[] = [];
  readonly #queryParams: string[] = [];
  readonly #headers: HeaderModel[] = [];
  readonly #cookies: string[] = [];

  constructor(operation: ApiOperation, context: ImportContext, known: KnownParameters) {
    this.#operation = operation;
    this.#context = context;
    this.#known = known;
  }

  build(): RequestModel | NotExpressible {
    const { path, parameters, body } = this.#operation;
    if (parameters.length > maxParameters) return { notExpressible: `it has more than ${maxParameters} parameters` };
    const inPath = new Map<string, string>();
    for (const parameter of [...parameters].sort((a, b) => order(path, a) - order(path, b))) {
      const fault = this.#addParameter(parameter, inPath);
      if (fault !== undefined) return { notExpressible: fault };
    }
    const missing = [...path.matchAll(/\{([^}]*)\}/g)].find(([, name = '']) => !inPath.has(name));
    if (missing !== undefined) return { notExpressible: `the document does not describe the path's "${missing[1]}"` };
    const mapped = body === undefined ? undefined : this.#mapBody(body);
    if (mapped !== undefined && typeof mapped !== 'string') return mapped;
    if (this.#cookies.length > 0) this.#headers.push({ name: 'Cookie', value: this.#cookies.join('; ') });
    return {
      args: this.#args,
      url: path.replace(/\{([^}]*)\}/g, (_all, name: string) => inPath.get(name) ?? ''),
      queryParams: this.#queryParams,
      headers: this.#headers,
      body: mapped,
    };
  }

  /** @returns Why the operation cannot be called at all, if so. */
  #addParameter(parameter: ApiParameter, inPath: Map<string, string>): string | undefined {
    const reason = this.#unsupported(parameter);
    if (reason !== undefined) {
      if (parameter.required) return `its parameter "${parameter.name}" is required and ${reason}`;
      this.#note('omitted', parameter, reason);
      return undefined;
    }
    if (parameter.in === 'header' && ignoredHeaders.has(parameter.name.toLowerCase())) return undefined;
    if (parameter.in === 'path' && !this.#operation.path.includes(`{${parameter.name}}`)) {
      this.#note('omitted', parameter, 'has no place in the path');
      return undefined;
    }
    const { inputs } = this.#context;
    const hint = `${this.#context.typeHint(this.#operation)}${toPascalCase(parameter.name)}`;
    const type = inputs.typeOf(parameter.schema, hint, this.#subject(parameter));
    const expression = this.#expressionFor(parameter, type);
    if (typeof expression !== 'function') {
      if (parameter.required) return `its parameter "${parameter.name}" is required and ${expression.notExpressible}`;
      this.#note('omitted', parameter, expression.notExpressible);
      return undefined;
    }
    const name = this.#addArgument(parameter, type);
    this.#place(parameter, { expression: expression(`$args.${name}`), object: type.object }, inPath);
    return undefined;
  }

  #unsupported({ in: place, name, unsupportedStyle }: ApiParameter): string | undefined {
    if (place === 'querystring')
      return 'stands for the whole query string, which connectors build of single parameters';
    if (unsupportedStyle !== undefined) return `has the style "${unsupportedStyle}", which URL templates cannot write`;
    const isForbidden = place === 'header' && forbiddenHeaders.has(name.toLowerCase());
    return isForbidden ? 'is a header that connectors may not set' : undefined;
  }

  /** How an argument becomes text; a list only where it may be one. */
  #expressionFor(parameter: ApiParameter, type: InputType): ((path: string) => string) | NotExpressible {
    const { in: place, list, object } = parameter;
    const isScalar = type.object === undefined && type.typeName !== 'JSON';
    if (object === 'json') return (path) => `${path}->jsonStringify`;
    if (type.isList) {
      const isFlat = isScalar && !type.type.startsWith('[[');
      if (!isFlat) return { notExpressible: 'is a list of what is no scalar' };
      if (place === 'query' && list.kind === 'repeat') return (path) => path;
      const separator = list.kind === 'join' ? list.separator : ',';
      return (path) => `${path}->joinNotNull(${JSON.stringify(separator).replaceAll('"', "'")})`;
    }
    if (isScalar) return (path) => path;
    const isSpread = object === 'properties' || object === 'deepObject';
    if (type.object === undefined || !isSpread || place !== 'query') {
      return { notExpressible: 'is no scalar and no list of scalars' };
    }
    const flat = type.object.model.fields.every(
      (field) => !field.type.startsWith('[') && this.#isScalar(field.typeName),
    );
    return flat ? (path) => path : { notExpressible: 'is an object that holds more than scalars' };
  }

  #isScalar(typeName: string): boolean {
    const model = this.#context.registry.get(typeName);
    return typeName !== 'JSON' && model?.kind !== 'input';
  }

  #addArgument(parameter: ApiParameter, type: InputType): string {
    const wanted = this.#known.names.get(parameter.name);
    const name = this.#names.take(
      wanted ?? toFieldName(parameter.name),
      toCamelCase(`${parameter.in} ${parameter.name}`),
    );
    const model = this.#context.registry.get(type.typeName);
    const defaultValue = type.isList
      ? undefined
      : defaultLiteral(this.#context.resolve(parameter.schema), type.typeName, model);
    const isSure = parameter.required && defaultValue === undefined;
    // The key of an entity is an ID, like that of all others.
    const isKey = wanted !== undefined || (parameter.in === 'path' && this.#known.isId(parameter.name));
    const typeText = !isKey || type.isList || model?.kind === 'enum' ? type.type : 'ID';
    const field: FieldModel = {
      name,
      description: parameter.description,
      type: isSure ? `${typeText}!` : typeText,
      typeName: typeText === 'ID' ? 'ID' : type.typeName,
      defaultValue,
      directives: parameter.deprecated && !isSure ? [{ name: 'deprecated', args: {} }] : [],
    };
    this.#args.push({ field, in: parameter.in, key: parameter.name });
    return name;
  }

  #place(parameter: ApiParameter, value: WrittenParameter, inPath: Map<string, string>): void {
    const { expression } = value;
    switch (parameter.in) {
      case 'path':
        inPath.set(parameter.name, `{${expression}}`);
        return;
      case 'query':
        this.#queryParams.push(...this.#queryEntries(parameter, value));
        return;
      case 'header':
        if (!parameter.required) this.#note('attention', parameter, 'is sent empty when the argument is not given');
        this.#headers.push({ name: parameter.name, value: `{${expression}}` });
        return;
      default:
        this.#cookies.push(`${parameter.name}={${expression}}`);
    }
  }

  #queryEntries(parameter: ApiParameter, { expression, object }: WrittenParameter): readonly string[] {
    if (object === undefined || parameter.object === 'json') {
      // Not given is left out: nothing to report.
      const [first = '', ...methods] = expression.split('->');
      const optional = parameter.required ? first : `${first}?`;
      return [`${keyName(parameter.name)}: ${[optional, ...methods].join('->')}`];
    }
    return object.fields.map(({ name, key: property }) => {
      const key = parameter.object === 'deepObject' ? `${parameter.name}[${property}]` : property;
      return `${keyName(key)}: ${expression}?.${name}?`;
    });
  }

  #mapBody(body: ApiBody): string | NotExpressible {
    const types = [...body.content.keys()];
    const type = types.find(isJsonType) ?? types.find((one) => one === formType);
    const schema = type === undefined ? undefined : body.content.get(type);
    if (type === undefined || schema === undefined) {
      if (!body.required && types.length === 0) return { notExpressible: 'its body has no media type' };
      return {
        notExpressible: `its body is ${types.join(' or ') || 'of no media type'}, and connectors send JSON and forms`,
      };
    }
    if (type === formType) this.#headers.push({ name: 'Content-Type', value: formType });
    else if (type !== 'application/json' && !type.includes('*'))
      this.#headers.push({ name: 'Content-Type', value: type });
    const { inputs, typeHint } = this.#context;
    const input = inputs.typeOf(schema, `${typeHint(this.#operation)}Input`, `${this.#operation.subject} body`);
    const name = this.#names.take('input', 'body');
    const field: FieldModel = {
      name,
      description: body.description,
      type: body.required ? `${input.type}!` : input.type,
      typeName: input.typeName,
      directives: [],
    };
    this.#args.push({ field, in: 'body', key: body.name ?? 'body' });
    const path = body.required ? `$args.${name}` : `$args.${name}?`;
    if (input.object === undefined || isFaithful(input.object)) return path;
    const selection = selectInput(input.object);
    if (selection === undefined) {
      const reason =
        'its body is too large to translate, or nests without an end, and has names that are none in GraphQL';
      return { notExpressible: reason };
    }
    const printed = printSelection(selection);
    return printed.includes('\n') ? `${path} {\n${printed.replace(/^/gm, '  ')}\n}` : `${path} { ${printed} }`;
  }

  #subject(parameter: ApiParameter): string {
    return `${this.#operation.subject} parameter "${parameter.name}"`;
  }

  #note(kind: 'omitted' | 'attention', parameter: ApiParameter, reason: string): void {
    this.#context.notes.add(kind, this.#subject(parameter), reason);
  }
}

/** Arguments in the order of the path, required ones of the query before the others. */
function order(path: string, { in: place, name, required }: ApiParameter): number {
  if (place === 'path') return path.indexOf(`{${name}}`);
  const places = ['query', 'querystring', 'header', 'cookie'];
  return 10_000 + places.indexOf(place) * 2 + (required ? 0 : 1);
}
