import type { ApiBody, ApiDescription, ApiOperation, ApiParameter, ApiResponse, SecurityScheme } from './api-model.js';
import { type JsonObject, objectAt, ownValue, textAt, textsAt } from './json-node.js';
import type { ReadApiContext } from './read-context.js';
import { type RawOperation, readPaths, readSecurity } from './read-paths.js';
import type { Located } from './references.js';

/**
 * Reads a description of OpenAPI 2.0, also called Swagger.
 *
 * Spec: OpenAPI Specification 2.0.
 */
export function readSwagger2(root: JsonObject, version: string, context: ReadApiContext): ApiDescription {
  const { document } = context.references.root();
  const definitions = Object.entries(objectAt(root, 'definitions') ?? {});
  return {
    version,
    title: textAt(objectAt(root, 'info'), 'title') ?? document,
    description: textAt(objectAt(root, 'info'), 'description'),
    operations: readPaths(root, context).map((raw) => readOperation(raw, root, context)),
    securitySchemes: new Map(
      Object.entries(objectAt(root, 'securityDefinitions') ?? {}).map(([name, node]) => [name, readScheme(node)]),
    ),
    schemas: definitions.map(([name, value]) => ({ value, document, name })),
  };
}

function readOperation(raw: RawOperation, root: JsonObject, context: ReadApiContext): ApiOperation {
  const { node, parameters } = raw;
  const server = serverOf(node, root, context.url);
  return {
    method: raw.method,
    path: raw.path,
    subject: raw.subject,
    operationId: textAt(node, 'operationId'),
    summary: textAt(node, 'summary'),
    description: textAt(node, 'description'),
    deprecated: ownValue(node, 'deprecated') === true,
    tags: textsAt(node, 'tags'),
    parameters: parameters.flatMap((parameter) => readParameter(parameter) ?? []),
    body: readBody(parameters, mediaTypes(node, root, 'consumes')),
    responses: readResponses(raw, mediaTypes(node, root, 'produces'), context),
    security: readSecurity(node, root),
    server,
    otherServers: [],
    unused: [],
  };
}

function serverOf(node: JsonObject, root: JsonObject, url: string | undefined): string | undefined {
  const base = url === undefined ? undefined : new URL(url);
  const host = textAt(root, 'host') ?? base?.host;
  if (host === undefined) return undefined;
  const schemes = [...textsAt(node, 'schemes'), ...textsAt(root, 'schemes')];
  const scheme = schemes.includes('https') ? 'https' : (schemes[0] ?? base?.protocol.replace(':', '') ?? 'https');
  const server = `${scheme}://${host}${textAt(root, 'basePath') ?? ''}`.replace(/\/$/, '');
  // Braces in an address are mappings to a connector.
  return /^https?:\/\/[^\s{}"]+$/.test(server) && URL.canParse(server) ? server : undefined;
}

function mediaTypes(node: JsonObject, root: JsonObject, key: string): readonly string[] {
  const types = Object.hasOwn(node, key) ? textsAt(node, key) : textsAt(root, key);
  return types.length === 0
    ? ['application/json']
    : types.map((type) => (type.split(';', 1)[0] ?? '').trim().toLowerCase());
}

function readParameter(at: Located): ApiParameter | undefined {
  const name = textAt(at.value, 'name');
  const place = textAt(at.value, 'in');
  if (name === undefined || (place !== 'path' && place !== 'query' && place !== 'header')) return undefined;
  const separators: Readonly<Record<string, string>> = { csv: ',', ssv: ' ', tsv: '\t', pipes: '|' };
  const format = textAt(at.value, 'collectionFormat') ?? 'csv';
  return {
    name,
    in: place,
    required: place === 'path' || ownValue(at.value, 'required') === true,
    description: textAt(at.value, 'description'),
    deprecated: false,
    // The parameter is its own schema here.
    schema: { value: { ...(at.value as JsonObject), description: undefined }, document: at.document },
    list: format === 'multi' ? { kind: 'repeat' } : { kind: 'join', separator: separators[format] ?? ',' },
    object: 'unsupported',
    unsupportedStyle: undefined,
  };
}

/** A parameter `in: body`, or those `in: formData` as one object. */
function readBody(parameters: readonly Located[], consumes: readonly string[]): ApiBody | undefined {
  const body = parameters.find(({ value }) => textAt(value, 'in') === 'body');
  if (body !== undefined) {
    const schema = { value: ownValue(body.value, 'schema') ?? {}, document: body.document };
    return {
      required: ownValue(body.value, 'required') === true,
      description: textAt(body.value, 'description'),
      content: new Map(consumes.map((type) => [type, schema])),
      name: textAt(body.value, 'name'),
    };
  }
  const form = parameters.filter(({ value }) => textAt(value, 'in') === 'formData');
  const [first] = form;
  if (first === undefined) return undefined;
  const required = form.flatMap(({ value }) =>
    ownValue(value, 'required') === true ? [textAt(value, 'name') ?? ''] : [],
  );
  const properties = Object.fromEntries(
    form.map(({ value }) => [textAt(value, 'name') ?? '', { ...(value as JsonObject), required: undefined }]),
  );
  const schema = { value: { type: 'object', properties, required }, document: first.document };
  const hasFile = form.some(({ value }) => textAt(value, 'type') === 'file');
  const types = hasFile ? ['multipart/form-data'] : ['application/x-www-form-urlencoded'];
  return {
    required: required.length > 0,
    description: undefined,
    content: new Map(types.map((type) => [type, schema])),
    name: undefined,
  };
}

function readResponses(
  { node, document }: RawOperation,
  produces: readonly string[],
  { references }: ReadApiContext,
): readonly ApiResponse[] {
  return Object.entries(objectAt(node, 'responses') ?? {}).flatMap(([status, value]) => {
    if (status.startsWith('x-')) return [];
    const at = references.resolve({ value, document });
    const schema = objectAt(at.value, 'schema');
    const content = new Map(
      schema === undefined ? [] : produces.map((type) => [type, { value: schema, document: at.document }]),
    );
    return [{ status, description: textAt(at.value, 'description'), content }];
  });
}

function readScheme(node: unknown): SecurityScheme {
  const type = textAt(node, 'type');
  const place = textAt(node, 'in');
  const name = textAt(node, 'name');
  if (type === 'basic') return { kind: 'basic' };
  if (type === 'oauth2') return { kind: 'bearer', how: 'an access token of OAuth 2.0' };
  if (type === 'apiKey' && (place === 'header' || place === 'query') && name !== undefined) {
    return { kind: 'apiKey', in: place, name };
  }
  return { kind: 'unsupported', how: `"${type ?? ''}"` };
}
