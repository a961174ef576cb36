import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse as parseYaml } from 'yaml';

/** What a document says of one operation, counted without the importer's own reading. */
export interface RawOperation {
  readonly subject: string;
  /** Names with their places, `query limit`; those of the path replaced by the operation's own. */
  readonly parameters: readonly string[];
  readonly hasBody: boolean;
  /** Statuses of success that have a body. */
  readonly answers: readonly string[];
  /** Of `callbacks` and `links` the ones it has. */
  readonly extras: readonly string[];
}

type Node = Record<string, unknown>;

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Every operation of an OpenAPI document of any version. */
export function rawOpenApiOperations(file: string): readonly RawOperation[] {
  const root = readNode(file);
  return Object.entries((root['paths'] ?? {}) as Node).flatMap(([path, value]) => {
    const item = value as Node;
    return methods.flatMap((method) => {
      const node = item[method] as Node | undefined;
      if (node === undefined) return [];
      const all = [...list(item['parameters']), ...list(node['parameters'])].map((one) => follow(one, file));
      const places = new Set(all.map((one) => `${one['in']} ${one['name']}`));
      const parameters = [...places].filter((place) => !/^(?:body|formData) /.test(place));
      const responses = Object.entries((node['responses'] ?? {}) as Node).map(
        ([status, one]) => [status, follow(one, file)] as const,
      );
      const hasContent = (one: Node) => 'schema' in one || Object.keys((one['content'] ?? {}) as Node).length > 0;
      return [
        {
          subject: `${method.toUpperCase()} ${path}`,
          parameters,
          hasBody: 'requestBody' in node || places.size > parameters.length,
          answers: responses.flatMap(([status, one]) => (/^2/.test(status) && hasContent(one) ? [status] : [])),
          extras: [
            ...('callbacks' in node ? ['callbacks'] : []),
            ...(responses.some(([, one]) => 'links' in one) ? ['links'] : []),
          ],
        },
      ];
    });
  });
}

/** Every operation of the SOAP bindings that ports of services name: `Service.Operation`, each once. */
export function rawWsdlOperations(file: string): ReadonlySet<string> {
  const text = readFileSync(file, 'utf8').replace(/<!--[\s\S]*?-->/g, '');
  const blocks = (name: string, within: string) => [
    ...within.matchAll(new RegExp(`<(?:\\w+:)?${name}\\b([^>]*)>([\\s\\S]*?)</(?:\\w+:)?${name}>`, 'g')),
  ];
  const named = (head: string, attribute: string) =>
    new RegExp(`\\b${attribute}\\s*=\\s*["'](?:[\\w.-]+:)?([^"']*)["']`).exec(head)?.[1] ?? '';
  const soap = [...text.matchAll(/xmlns:(\w+)\s*=\s*["']http:\/\/schemas\.xmlsoap\.org\/wsdl\/soap(?:12)?\/["']/g)];
  const isSoap = new RegExp(`<(?:${soap.map(([, prefix]) => prefix).join('|')}):binding\\b`);
  const bindings = new Map(
    blocks('binding', text).map(([, head = '', body = '']) => [named(head, 'name'), isSoap.test(body) ? body : '']),
  );
  const found = blocks('service', text).flatMap(([, head = '', body = '']) =>
    blocks('port', body).flatMap(([, port = '']) =>
      [...(bindings.get(named(port, 'binding')) ?? '').matchAll(/<(?:\w+:)?operation\b([^>]*\bname\s*=[^>]*)>/g)].map(
        ([, operation = '']) => `${named(head, 'name')}.${named(operation, 'name')}`,
      ),
    ),
  );
  return new Set(found);
}

const read = new Map<string, Node>();

function readNode(file: string): Node {
  const node = read.get(file) ?? (parseYaml(readFileSync(file, 'utf8')) as Node);
  read.set(file, node);
  return node;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function follow(value: unknown, file: string): Node {
  const node = value as Node;
  if (typeof node['$ref'] !== 'string') return node;
  const [target = '', pointer = ''] = node['$ref'].split('#');
  const place = target === '' ? file : join(dirname(file), target);
  const steps = pointer.split('/').slice(1);
  const found = steps.reduce<unknown>((at, step) => (at as Node)[step.replaceAll('~1', '/')], readNode(place));
  return follow(found, place);
}
