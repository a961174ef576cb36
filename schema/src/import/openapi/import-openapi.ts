import { NoteCollector } from '../collect-notes.js';
import { createOperationFilter } from '../glob.js';
import { ImportError } from '../import-error.js';
import type { ImportedOperation, ImportResult } from '../import-result.js';
import { NameRegistry } from '../sdl/names.js';
import { printSubgraph } from '../sdl/print-subgraph.js';
import type { FieldModel } from '../sdl/subgraph-model.js';
import { TypeRegistry } from '../sdl/type-registry.js';
import type { ApiDescription, ApiOperation } from './api-model.js';
import { CredentialRules } from './credentials.js';
import { type ReadOpenApiOptions, readOpenApiDocuments } from './documents.js';
import { addEntityKey, type EntityKey, findEntityKey } from './entity-key.js';
import { mapErrors } from './error-mapping.js';
import { fieldNames, typeHint } from './field-names.js';
import type { ImportContext } from './import-context.js';
import { InputTypes } from './input-types.js';
import { isObject, listAt } from './json-node.js';
import { createField } from './operation-field.js';
import { OutputTypes } from './output-types.js';
import { readApi } from './read-api.js';
import { type Located, References } from './references.js';
import { buildRequest, type RequestModel } from './request.js';
import { buildResponse, type ResponseModel } from './response.js';
import { SchemaShapes } from './schema-shape.js';
import { nameSources, type SourceRules } from './sources.js';

/** What {@link importOpenApi} makes of a description, and where it may read. */
export interface ImportOpenApiOptions extends ReadOpenApiOptions {
  /** Name of the `@source`; default: made of the title. */
  readonly name?: string;
  /** Patterns with `*` over operationIds, tags and paths. Empty: all. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Patterns of operations that become queries though their method is none that only reads. */
  readonly queries?: readonly string[];
}

/** Most operations of one description; past it: IMPORT_TOO_LARGE. */
const maxOperations = 5_000;
/** Methods that connectors can send. */
const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Makes a subgraph of an OpenAPI description: queries of what only reads, mutations of the rest, each answered by a
 * `@connect`. What cannot be said is listed in the notes.
 *
 * @param entry Path of the description, or its http(s) URL.
 * @throws {ImportError} When the description cannot be read, or nothing of it can be called.
 */
export async function importOpenApi(entry: string, options: ImportOpenApiOptions = {}): Promise<ImportResult> {
  const references = new References(await readOpenApiDocuments(entry, options));
  const notes = new NoteCollector();
  const url = /^https?:\/\//i.test(entry) ? entry : undefined;
  const api = readApi({ references, notes, url });
  if (api.operations.length > maxOperations) {
    throw new ImportError('IMPORT_TOO_LARGE', `${entry}: more than ${maxOperations} operations`);
  }
  return new OpenApiImport(api, references, notes, options).run(references.root().document);
}

/** An operation that has something to give. */
interface AnsweringOperation {
  readonly operation: ApiOperation;
  readonly response: ResponseModel;
  /** It finds one object by its key. */
  readonly found: EntityKey | undefined;
}

/** An operation on its way to a field. */
interface CallableOperation {
  readonly operation: ApiOperation;
  readonly request: RequestModel;
  readonly response: ResponseModel;
  readonly isQuery: boolean;
  readonly entity: EntityKey | undefined;
}

class OpenApiImport {
  readonly #api: ApiDescription;
  readonly #notes: NoteCollector;
  readonly #options: ImportOpenApiOptions;
  readonly #context: ImportContext;

  constructor(api: ApiDescription, references: References, notes: NoteCollector, options: ImportOpenApiOptions) {
    this.#api = api;
    this.#notes = notes;
    this.#options = options;
    const siblingsCount = !/^(?:2\.|3\.0)/.test(api.version);
    const shapes = new SchemaShapes(references, (base) => subtypesOf(api, references, base), siblingsCount);
    const registry = new TypeRegistry(
      notes,
      api.schemas.flatMap(({ name }) => name ?? []),
    );
    this.#context = {
      notes,
      registry,
      shapes,
      inputs: new InputTypes(shapes, registry, notes),
      outputs: new OutputTypes(shapes, registry, notes),
      resolve: (at) => references.resolve(at),
      typeHint,
    };
  }

  run(document: string): ImportResult {
    const { include = [], exclude = [] } = this.#options;
    const isWanted = createOperationFilter(include, exclude);
    const wanted = this.#api.operations.filter((operation) => isWanted(namesOf(operation)));
    const answering = wanted.flatMap((operation) => this.#readAnswer(operation) ?? []);
    const idParameters = idParametersOf(answering);
    this.#context.inputs.keepNames(answering.flatMap(({ operation }) => sentSchemas(operation)));
    const callable = answering.flatMap((one) => this.#prepare(one, idParameters) ?? []);
    const [first] = callable;
    if (first === undefined)
      throw new ImportError('IMPORT_UNSUPPORTED', `${document}: ${this.#whyNothing(wanted.length)}`);
    const operations = callable.map(({ operation }) => operation);
    const credentials = new CredentialRules(this.#api, operations, this.#notes);
    const sources = nameSources(this.#api, operations, {
      credentials,
      errors: mapErrors(operations, this.#context),
      notes: this.#notes,
      name: this.#options.name,
    });
    const { query, mutation, imported } = this.#createFields(callable, sources, credentials);
    const entities = callable.filter(({ entity }) => entity !== undefined).length;
    return {
      sdl: this.#print(query, mutation, sources),
      notes: this.#notes.all(),
      operations: imported,
      counts: {
        operations: this.#api.operations.length,
        imported: callable.length,
        notExpressible: wanted.length - callable.length,
        filtered: this.#api.operations.length - wanted.length,
        entities,
      },
    };
  }

  #readAnswer(operation: ApiOperation): AnsweringOperation | undefined {
    const omit = (reason: string): undefined => this.#notes.add('omitted', operation.subject, reason) as undefined;
    if (!methods.has(operation.method)) return omit(`connectors cannot send ${operation.method}`);
    const response = buildResponse(operation, this.#context);
    if ('notExpressible' in response) return omit(response.notExpressible);
    return { operation, response, found: findEntityKey(operation, response.output) };
  }

  #prepare(
    { operation, response, found }: AnsweringOperation,
    ids: ReadonlySet<string>,
  ): CallableOperation | undefined {
    const omit = (reason: string): undefined => this.#notes.add('omitted', operation.subject, reason) as undefined;
    const isId = (parameter: string) => ids.has(pathUpTo(operation.path, parameter));
    const request = buildRequest(operation, this.#context, { names: found?.renamed ?? new Map(), isId });
    if ('notExpressible' in request) return omit(request.notExpressible);
    if (operation.method === 'GET' && request.body !== undefined)
      return omit('it is a GET with a body, which connectors do not send');
    const entity = found !== undefined && addEntityKey(found) ? found : undefined;
    for (const unused of operation.unused) {
      this.#notes.add('omitted', operation.subject, `its ${unused} are not part of the graph`);
    }
    const asQuery = createOperationFilter(this.#options.queries ?? [], []);
    const isQuery =
      operation.method === 'GET' || ((this.#options.queries ?? []).length > 0 && asQuery(namesOf(operation)));
    return { operation, request, response, isQuery, entity };
  }

  #createFields(callable: readonly CallableOperation[], sources: SourceRules, credentials: CredentialRules) {
    const query: FieldModel[] = [];
    const mutation: FieldModel[] = [];
    const imported: ImportedOperation[] = [];
    const names = nameFields(callable);
    for (const one of callable) {
      const { operation, request, response, isQuery, entity } = one;
      const name = names.get(one) ?? '';
      const field = createField({
        name,
        operation,
        request,
        response,
        source: sources.sourceOf(operation),
        credentials: credentials.of(operation),
        isEntity: entity !== undefined,
      });
      (isQuery ? query : mutation).push(field);
      imported.push({ subject: operation.subject, coordinate: `${isQuery ? 'Query' : 'Mutation'}.${name}` });
    }
    return { query, mutation, imported };
  }

  #print(query: readonly FieldModel[], mutation: readonly FieldModel[], sources: SourceRules): string {
    const fields = [...query, ...mutation];
    const used = fields.flatMap((field) => [
      ...(field.args ?? []).map((argument) => argument.typeName),
      field.typeName,
    ]);
    const types = this.#context.registry.reachable(used);
    const usesTags = fields.some(({ directives }) => directives.some(({ name }) => name === 'tag'));
    const usesKeys = types.some((type) => 'directives' in type && type.directives.some(({ name }) => name === 'key'));
    const imports = [...(usesKeys ? ['@key'] : []), ...(usesTags ? ['@tag'] : [])];
    const federation = {
      url: 'https://specs.apollo.dev/federation/v2.12',
      import: imports.length > 0 ? imports : undefined,
    };
    // Unions need v0.4; everything else keeps to the version that all gateways know.
    const version = types.some(({ kind }) => kind === 'union') ? 'v0.4' : 'v0.3';
    const connect = { url: `https://specs.apollo.dev/connect/${version}`, import: ['@connect', '@source'] };
    return printSubgraph({
      comments: [`${this.#api.title}, imported from OpenAPI ${this.#api.version} by "facet import openapi".`],
      schemaDirectives: [{ name: 'link', args: federation }, { name: 'link', args: connect }, ...sources.directives],
      query,
      mutation,
      types,
    });
  }

  #whyNothing(wanted: number): string {
    const { operations } = this.#api;
    if (operations.length === 0) {
      const webhooks = this.#notes.all().filter(({ subject }) => subject.startsWith('webhook')).length;
      const only =
        webhooks === 0
          ? 'no path has one'
          : `it has only ${webhooks === 1 ? 'a webhook' : `${webhooks} webhooks`}, which the service calls itself`;
      return `there is no operation that a query could call: ${only}`;
    }
    if (wanted === 0) return `none of its ${operations.length} operations is included`;
    const reasons = this.#notes.all().filter(({ kind }) => kind === 'omitted');
    return `no operation can be expressed: ${reasons.map(({ subject, reason }) => `${subject}: ${reason}`).join('; ')}`;
  }
}

/** Each operation's name. Those that leave something out give way to those that are called so in full. */
function nameFields(callable: readonly CallableOperation[]): ReadonlyMap<CallableOperation, string> {
  const taken = { query: new NameRegistry(['_service', '_entities']), mutation: new NameRegistry() };
  const all = callable.map((one) => {
    const { operation, isQuery, entity } = one;
    return { one, isQuery, ...fieldNames(operation, { isQuery, isEntity: entity !== undefined }) };
  });
  const inOrder = [...all.filter(({ isShortened }) => !isShortened), ...all.filter(({ isShortened }) => isShortened)];
  return new Map(
    inOrder.map(({ one, isQuery, candidates }) => [one, taken[isQuery ? 'query' : 'mutation'].take(...candidates)]),
  );
}

/** Where in paths there are keys of entities: `/pets/{petId}` of an operation that finds a pet, and of all others. */
function idParametersOf(answering: readonly AnsweringOperation[]): ReadonlySet<string> {
  return new Set(
    answering.flatMap(({ operation, found }) =>
      found === undefined ? [] : [...found.renamed.keys()].map((name) => pathUpTo(operation.path, name)),
    ),
  );
}

function pathUpTo(path: string, parameter: string): string {
  const at = path.indexOf(`{${parameter}}`);
  return at === -1 ? '' : path.slice(0, at + parameter.length + 2);
}

/** Schemas of all that an operation sends. */
function sentSchemas({ parameters, body }: ApiOperation): readonly Located[] {
  return [...parameters.map(({ schema }) => schema), ...(body?.content.values() ?? [])];
}

/** What patterns are compared with. */
function namesOf({ operationId, tags, path, subject }: ApiOperation): readonly string[] {
  return [...(operationId === undefined ? [] : [operationId]), ...tags, path, subject];
}

/** Schemas that say `allOf` of a base. */
function subtypesOf({ schemas }: ApiDescription, references: References, base: Located): readonly Located[] {
  return schemas.filter(({ value, document }) =>
    listAt(value, 'allOf').some(
      (member) =>
        isObject(member) && '$ref' in member && references.resolve({ value: member, document }).value === base.value,
    ),
  );
}
