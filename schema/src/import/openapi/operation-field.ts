import { wordsOf } from '../sdl/names.js';
import type { DirectiveModel, DirectiveValue, FieldModel } from '../sdl/subgraph-model.js';
import type { ApiOperation } from './api-model.js';
import type { Credentials } from './credentials.js';
import type { RequestModel } from './request.js';
import type { ResponseModel } from './response.js';

/** What the field of an operation is made of. */
export interface OperationField {
  readonly name: string;
  readonly operation: ApiOperation;
  readonly request: RequestModel;
  readonly response: ResponseModel;
  /** Name of the source. */
  readonly source: string;
  /** Beside those of the source. */
  readonly credentials: Credentials;
  readonly isEntity: boolean;
}

/** The field of Query or Mutation that calls an operation. */
export function createField(from: OperationField): FieldModel {
  const { name, operation, request, response, source } = from;
  const { output } = response;
  const connect: DirectiveModel = {
    name: 'connect',
    args: { source, http: httpOf(from), selection: response.selection(), entity: from.isEntity ? true : undefined },
  };
  const deprecated: DirectiveModel[] = operation.deprecated ? [{ name: 'deprecated', args: {} }] : [];
  return {
    name,
    description: describe(operation),
    args: request.args.map(({ field }) => field),
    type: output?.type ?? 'Boolean',
    typeName: output?.typeName ?? 'Boolean',
    directives: [connect, ...deprecated, ...tagsOf(operation)],
  };
}

function httpOf({ operation, request, credentials }: OperationField): DirectiveValue {
  const headers = [...request.headers, ...credentials.headers];
  const queryParams = [...request.queryParams, ...credentials.queryParams];
  return {
    [operation.method]: request.url,
    queryParams: queryParams.length === 0 ? undefined : joinEntries(queryParams),
    headers: headers.length === 0 ? undefined : headers,
    body: request.body,
  };
}

function joinEntries(entries: readonly string[]): string {
  const oneLine = entries.join(' ');
  return oneLine.length <= 80 ? oneLine : entries.join('\n');
}

function describe({ summary, description }: ApiOperation): string | undefined {
  if (summary === undefined || description === undefined) return summary ?? description;
  return description.startsWith(summary.replace(/\.$/, '')) ? description : `${summary}\n\n${description}`;
}

/** Spec: Federation, `@tag`: letters, digits, hyphens, underscores and slashes, at most 128. */
function tagsOf({ tags }: ApiOperation): readonly DirectiveModel[] {
  const names = tags.map((tag) => wordsOf(tag).join('-')).filter((name) => /^[a-z_]/.test(name));
  return [...new Set(names)].map((name) => ({ name: 'tag', args: { name: name.slice(0, 128) } }));
}
