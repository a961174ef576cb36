import type {
  ApiBody,
  ApiDescription,
  ApiOperation,
  ApiParameter,
  ApiResponse,
  ParameterPlace,
  SecurityScheme,
} from './api-model.js';
import { isObject, type JsonObject, listAt, objectAt, ownValue, textAt, textsAt } from './json-node.js';
import type { ReadApiContext } from './read-context.js';
import { type RawOperation, readPaths, readSecurity } from './read-paths.js';
import type { Located } from './references.js';

/**
 * Reads a description of OpenAPI 3.0 to 3.2.
 *
 * Spec: OpenAPI Specification 3.2.0.
 */
export function readOpenApi3(root: JsonObject, version: string, context: ReadApiContext): ApiDescription {
  const { references, notes } = context;
  const { document } = references.root();
  const components = objectAt(root, 'components') ?? {};
  for (const name of Object.keys(objectAt(root, 'webhooks') ?? {})) {
    notes.add(
      'omitted',
      `webhook "${name}"`,
      'the service calls its subscribers: there is nothing that a query could ask',
    );
  }
  const schemas = Object.entries(objectAt(components, 'schemas') ?? {});
  return {
    version,
    title: textAt(objectAt(root, 'info'), 'title') ?? document,
    description: textAt(objectAt(root, 'info'), 'description'),
    operations: readPaths(root, context).map((raw) => readOperation(raw, root, context)),
    securitySchemes: new Map(
      Object.entries(objectAt(components, 'securitySchemes') ?? {}).map(([name, value]) => [
        name,
        readScheme(references.resolve({ value, document }).value),
      ]),
    ),
    schemas: schemas.map(([name, value]) => ({ value, document, name })),
  };
}

function readOperation(raw: RawOperation, root: JsonObject, context: ReadApiContext): ApiOperation {
  const { node, pathItem } = raw;
  const servers = [node, pathItem, root].map((place) => listAt(place, 'servers')).find((list) => list.length > 0) ?? [];
  const urls = servers.flatMap((server) => serverUrl(server, context.url) ?? []);
  const links = Object.values(objectAt(node, 'responses') ?? {}).some((response) => objectAt(response, 'links'));
  return {
    method: raw.method,
    path: raw.path,
    subject: raw.subject,
    operationId: textAt(node, 'operationId'),
    summary: textAt(node, 'summary') ?? textAt(pathItem, 'summary'),
    description: textAt(node, 'description') ?? textAt(pathItem, 'description'),
    deprecated: ownValue(node, 'deprecated') === true,
    tags: textsAt(node, 'tags'),
    parameters: raw.parameters.flatMap((parameter) => readParameter(parameter, context) ?? []),
    body: readBody(raw, context),
    responses: readResponses(raw, context),
    security: readSecurity(node, root),
    server: urls[0],
    otherServers: urls.slice(1),
    unused: [...(objectAt(node, 'callbacks') === undefined ? [] : ['callbacks']), ...(links ? ['links'] : [])],
  };
}

/** A server's URL with its variables' defaults filled in; undefined when it is not absolute http(s) then. */
function serverUrl(server: unknown, base: string | undefined): string | undefined {
  const template = textAt(server, 'url');
  if (template === undefined) return undefined;
  const variables = objectAt(server, 'variables');
  const url = template.replace(/\{([^}]*)\}/g, (_all, name: string) =>
    String(ownValue(ownValue(variables, name), 'default') ?? ''),
  );
  const absolute = base !== undefined && URL.canParse(url, base) ? new URL(url, base).href : url;
  // Braces in an address are mappings to a connector.
  const isUsable = /^https?:\/\/[^\s{}"]+$/i.test(absolute) && URL.canParse(absolute);
  return isUsable ? absolute.replace(/\/$/, '') : undefined;
}

function readParameter(at: Located, context: ReadApiContext): ApiParameter | undefined {
  const name = textAt(at.value, 'name');
  const place = textAt(at.value, 'in');
  if (name === undefined || place === undefined || !isPlace(place)) return undefined;
  const style = textAt(at.value, 'style') ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple');
  const explode = ownValue(at.value, 'explode') ?? style === 'form';
  const [media] = contentOf(at, context);
  // A whole query string that is a form is what an object's properties as parameters are.
  const isForm = place === 'querystring' && media?.[0] === 'application/x-www-form-urlencoded';
  const separators: Readonly<Record<string, string>> = { spaceDelimited: ' ', pipeDelimited: '|' };
  const join = {
    kind: 'join',
    separator: Object.hasOwn(separators, style) ? (separators[style] ?? ',') : ',',
  } as const;
  return {
    name,
    in: isForm ? 'query' : place,
    required: place === 'path' || ownValue(at.value, 'required') === true,
    description: textAt(at.value, 'description'),
    deprecated: ownValue(at.value, 'deprecated') === true,
    schema: media?.[1] ?? { value: ownValue(at.value, 'schema') ?? {}, document: at.document },
    list: place === 'query' && explode === true ? { kind: 'repeat' } : join,
    object: isForm
      ? 'properties'
      : objectStyle({ place, style, explode: explode === true, asJson: media !== undefined }),
    unsupportedStyle: style === 'label' || style === 'matrix' ? style : undefined,
  };
}

function isPlace(place: string): place is ParameterPlace {
  return ['path', 'query', 'header', 'cookie', 'querystring'].includes(place);
}

function objectStyle(how: {
  readonly place: ParameterPlace;
  readonly style: string;
  readonly explode: boolean;
  readonly asJson: boolean;
}): ApiParameter['object'] {
  if (how.asJson) return 'json';
  if (how.place !== 'query') return 'unsupported';
  if (how.style === 'deepObject') return 'deepObject';
  return how.style === 'form' && how.explode ? 'properties' : 'unsupported';
}

/** The schemas of a `content`, by media type in lower case without parameters. */
function contentOf(at: Located, { references }: ReadApiContext): ReadonlyMap<string, Located> {
  return new Map(
    Object.entries(objectAt(at.value, 'content') ?? {}).map(([type, value]) => {
      const media = references.resolve({ value, document: at.document });
      return [mediaTypeName(type), { value: ownValue(media.value, 'schema') ?? {}, document: media.document }];
    }),
  );
}

function mediaTypeName(type: string): string {
  return (type.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function readBody({ node, document }: RawOperation, context: ReadApiContext): ApiBody | undefined {
  if (!Object.hasOwn(node, 'requestBody')) return undefined;
  const at = context.references.resolve({ value: ownValue(node, 'requestBody'), document });
  return {
    required: ownValue(at.value, 'required') === true,
    description: textAt(at.value, 'description'),
    content: contentOf(at, context),
    name: undefined,
  };
}

function readResponses({ node, document }: RawOperation, context: ReadApiContext): readonly ApiResponse[] {
  return Object.entries(objectAt(node, 'responses') ?? {}).flatMap(([status, value]) => {
    if (status.startsWith('x-')) return [];
    const at = context.references.resolve({ value, document });
    return [{ status, description: textAt(at.value, 'description'), content: contentOf(at, context) }];
  });
}

function readScheme(node: unknown): SecurityScheme {
  const type = isObject(node) ? textAt(node, 'type') : undefined;
  const place = textAt(node, 'in');
  const name = textAt(node, 'name');
  switch (type) {
    case 'apiKey':
      if ((place === 'header' || place === 'query' || place === 'cookie') && name !== undefined) {
        return { kind: 'apiKey', in: place, name };
      }
      return { kind: 'unsupported', how: 'an API key without a place' };
    case 'http': {
      const scheme = (textAt(node, 'scheme') ?? '').toLowerCase();
      if (scheme === 'basic') return { kind: 'basic' };
      return scheme === 'bearer'
        ? { kind: 'bearer', how: 'a bearer token' }
        : { kind: 'unsupported', how: `HTTP ${scheme}` };
    }
    case 'oauth2':
      return { kind: 'bearer', how: 'an access token of OAuth 2.0' };
    case 'openIdConnect':
      return { kind: 'bearer', how: 'an access token of OpenID Connect' };
    default:
      return { kind: 'unsupported', how: type === 'mutualTLS' ? 'a client certificate' : `"${type ?? ''}"` };
  }
}
