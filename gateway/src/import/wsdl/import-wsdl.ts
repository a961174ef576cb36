import {
  createOperationFilter,
  type DirectiveModel,
  type FieldModel,
  ImportError,
  type ImportedOperation,
  type ImportResult,
  joinCamel,
  NameRegistry,
  NoteCollector,
  printSubgraph,
  TypeRegistry,
  toCamelCase,
  withoutVerb,
  wordsOf,
} from '@facet/schema/import';
import { type WsdlDocument, WsdlError } from '@facet/schema/wsdl';
import { describeService } from '../../sources/connectors/soap/wsdl/describe-service.js';
import type { Operation, Port } from '../../sources/connectors/soap/wsdl/service-description.js';
import { documentationOf } from './documentation.js';
import { buildWsdlRequest } from './wsdl-request.js';
import { buildWsdlResponse } from './wsdl-response.js';
import { WsdlTypes } from './wsdl-types.js';

/** What {@link importWsdl} makes of a WSDL. */
export interface ImportWsdlOptions {
  /** Path of the WSDL as the subgraph names it, relative to the subgraph's file. */
  readonly wsdl: string;
  /** Name of the `@soapSource`; default: that of the service. */
  readonly name?: string;
  /** Patterns with `*` over names of operations, ports and services. Empty: all. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Patterns of operations that become queries whatever they are called; those of `mutations` never do. */
  readonly queries?: readonly string[];
  readonly mutations?: readonly string[];
}

/** Verbs of operations that only read, as far as a name can tell. */
const readingVerb =
  /^(?:get|list|find|search|lookup|look|fetch|read|retrieve|query|is|has|can|check|verify|validate|calculate|calc|compute|convert|count|describe|show|echo|say|test|ping|number)$/;
/** Where calls go when the WSDL says nowhere. */
const unknownEndpoint = 'http://localhost';

/**
 * Makes a subgraph of a WSDL 1.1: a query or mutation for each operation, each answered by a `@soap`. What cannot be
 * said is listed in the notes.
 *
 * WSDL does not say what only reads, so names decide: `GetPrice` is a query, `BookPickup` a mutation.
 *
 * @param documents The WSDL first, then what it imports.
 * @throws {ImportError} IMPORT_UNSUPPORTED when nothing of it can be called.
 * @throws {WsdlError} When the WSDL cannot be used at all.
 */
export function importWsdl(documents: readonly WsdlDocument[], options: ImportWsdlOptions): ImportResult {
  return new WsdlImport(documents, options).run();
}

interface BoundOperation {
  readonly port: Port;
  readonly operation: Operation;
  /** The port that calls go through is not the first with such an operation. */
  readonly needsPort: boolean;
  readonly subject: string;
}

class WsdlImport {
  readonly #documents: readonly WsdlDocument[];
  readonly #options: ImportWsdlOptions;
  readonly #notes = new NoteCollector();
  readonly #registry = new TypeRegistry(this.#notes);
  readonly #ports: readonly Port[];
  readonly #inputs: WsdlTypes;
  readonly #outputs: WsdlTypes;
  readonly #descriptions: ReadonlyMap<string, string>;

  constructor(documents: readonly WsdlDocument[], options: ImportWsdlOptions) {
    this.#documents = documents;
    this.#options = options;
    const { library, ports } = describeService(documents);
    this.#ports = ports;
    const context = { library, registry: this.#registry, notes: this.#notes };
    this.#inputs = new WsdlTypes('input', context);
    this.#outputs = new WsdlTypes('type', context);
    this.#descriptions = documentationOf(documents);
  }

  run(): ImportResult {
    const all = this.#operations();
    const { include = [], exclude = [] } = this.#options;
    const isWanted = createOperationFilter(include, exclude);
    const wanted = all.filter(({ operation, port }) => isWanted([operation.name, port.name, port.service ?? '']));
    const names = { Query: new NameRegistry(['_service', '_entities']), Mutation: new NameRegistry() };
    const fields: Array<{ readonly field: FieldModel; readonly root: 'Query' | 'Mutation'; readonly subject: string }> =
      [];
    for (const bound of wanted) {
      const root = this.#isQuery(bound.operation.name) ? 'Query' : 'Mutation';
      const field = this.#createField(bound, names[root], root);
      if (field !== undefined) fields.push({ field, root, subject: bound.subject });
    }
    if (fields.length === 0) throw new ImportError('IMPORT_UNSUPPORTED', this.#whyNothing(all.length, wanted.length));
    const imported = fields.map(
      ({ field, root, subject }): ImportedOperation => ({ subject, coordinate: `${root}.${field.name}` }),
    );
    return {
      sdl: this.#print(fields),
      notes: this.#notes.all(),
      operations: imported,
      counts: {
        operations: all.length,
        imported: fields.length,
        notExpressible: wanted.length - fields.length,
        filtered: all.length - wanted.length,
        entities: 0,
      },
    };
  }

  /** Each operation of a service once: its ports mostly are the same for other versions of SOAP. */
  #operations(): readonly BoundOperation[] {
    const found = new Map<string, BoundOperation>();
    const names = new Set<string>();
    for (const port of this.#ports) {
      for (const operation of port.operations.values()) {
        const key = JSON.stringify([port.service, operation.name]);
        if (found.has(key)) continue;
        const needsPort = names.has(operation.name);
        names.add(operation.name);
        const subject = needsPort ? `${port.service ?? port.name}.${operation.name}` : operation.name;
        found.set(key, { port, operation, needsPort, subject });
      }
    }
    return [...found.values()];
  }

  #isQuery(name: string): boolean {
    const { queries = [], mutations = [] } = this.#options;
    if (mutations.length > 0 && createOperationFilter(mutations, [])([name])) return false;
    if (queries.length > 0 && createOperationFilter(queries, [])([name])) return true;
    return readingVerb.test(wordsOf(name)[0] ?? '');
  }

  #createField(
    { operation, port, needsPort, subject }: BoundOperation,
    names: NameRegistry,
    root: string,
  ): FieldModel | undefined {
    try {
      const request = buildWsdlRequest(operation, this.#inputs, this.#notes);
      const response = buildWsdlResponse(operation, this.#outputs);
      const words = wordsOf(operation.name);
      const bare = joinCamel(root === 'Query' ? withoutVerb(words) : words);
      const soap: DirectiveModel = {
        name: 'soap',
        args: {
          source: this.#sourceName(),
          operation: operation.name,
          port: needsPort ? port.name : undefined,
          input: request.input,
          headers: request.headers,
          selection: response.selection,
        },
      };
      return {
        name: names.take(bare, toCamelCase(operation.name), toCamelCase(`${port.name} ${operation.name}`)),
        description: this.#descriptions.get(operation.name),
        args: request.args,
        type: response.type,
        typeName: response.typeName,
        directives: [soap],
      };
    } catch (error) {
      if (!(error instanceof WsdlError || error instanceof ImportError)) throw error;
      this.#notes.add('omitted', subject, error.message);
      return undefined;
    }
  }

  #sourceName(): string {
    const service = this.#ports.find((port) => port.service !== undefined)?.service;
    const words = wordsOf(this.#options.name ?? service ?? 'service');
    return this.#options.name ?? (words.join('_') || 'service');
  }

  #print(fields: ReadonlyArray<{ readonly field: FieldModel; readonly root: 'Query' | 'Mutation' }>): string {
    const used = fields.flatMap(({ field }) => [...(field.args ?? []).map(({ typeName }) => typeName), field.typeName]);
    const link = (url: string, names?: readonly string[]): DirectiveModel => ({
      name: 'link',
      args: { url, import: names },
    });
    const of = (root: string) => fields.filter((one) => one.root === root).map(({ field }) => field);
    const [first] = this.#documents;
    return printSubgraph({
      comments: [`Imported from ${first?.location.split('/').at(-1) ?? 'a WSDL'} by "facet import wsdl".`],
      schemaDirectives: [
        link('https://specs.apollo.dev/federation/v2.12'),
        link('https://specs.facet.example/soap/v0.1', ['@soap', '@soapSource']),
        this.#source(),
      ],
      query: of('Query'),
      mutation: of('Mutation'),
      types: this.#registry.reachable(used),
    });
  }

  #source(): DirectiveModel {
    const hasAddress = this.#ports.every(
      ({ address }) => address !== undefined && /^https?:\/\//i.test(address) && URL.canParse(address),
    );
    if (!hasAddress) {
      this.#notes.add(
        'attention',
        'endpoint',
        `the WSDL names none that is http(s): set the source's url, it is ${unknownEndpoint} for now`,
      );
    }
    return {
      name: 'soapSource',
      args: {
        name: this.#sourceName(),
        wsdl: this.#options.wsdl,
        endpoint: hasAddress ? undefined : unknownEndpoint,
        security: this.#security(),
      },
    };
  }

  /** Spec: WS-SecurityPolicy, UsernameToken assertion. Anywhere in the policies: what they nest it in says only where it goes. */
  #security(): DirectiveModel['args'][string] {
    const texts = this.#documents.map(({ text }) => text);
    if (!texts.some((text) => /<(?:[\w.-]+:)?UsernameToken[\s/>]/.test(text))) return undefined;
    const isDigest = texts.some((text) => /<(?:[\w.-]+:)?HashPassword[\s/>]/.test(text));
    this.#notes.add('attention', 'WS-Security', 'set $config.username and $config.password');
    const type = { enumValue: isDigest ? 'DIGEST' : 'TEXT' };
    return { usernameToken: { username: '{$config.username}', password: '{$config.password}', type } };
  }

  #whyNothing(all: number, wanted: number): string {
    const [first] = this.#documents;
    const file = first?.location ?? '';
    if (all === 0) return `${file}: it has no operation with a SOAP binding`;
    if (wanted === 0) return `${file}: none of its ${all} operations is included`;
    const [reason] = this.#notes.all().filter(({ kind }) => kind === 'omitted');
    return `no operation can be expressed: ${reason?.reason ?? ''}`;
  }
}
