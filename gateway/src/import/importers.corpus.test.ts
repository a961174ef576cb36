import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeClientGraph, type SubgraphFile } from '@facet/schema';
import { ImportError, type ImportResult, importOpenApi } from '@facet/schema/import';
import { resolveWsdl, type WsdlDocument, WsdlError } from '@facet/schema/wsdl';
import { Kind, parse } from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { connectorProblems } from '../commands/connector-problems.js';
import { type RawOperation, rawOpenApiOperations, rawWsdlOperations } from './raw-documents.test-kit.js';
import { importWsdl } from './wsdl/import-wsdl.js';

const corpus = process.env['FACET_CORPUS'] ?? '';
const page = new URL('../../../docs/importers.md', import.meta.url);

/** Every OpenAPI document; the parts of split ones belong to the document that refers to them. */
const openApiFiles = [
  ...readdirSync(join(corpus, 'openapi')).filter((name) => /\.(?:json|ya?ml)$/.test(name)),
  'v2-petstore-separate/spec/swagger.json',
].sort();
const wsdlFiles = readdirSync(join(corpus, 'wsdl'))
  .filter((name) => name.endsWith('.wsdl'))
  .sort();

/** Documents that nothing can be made of, and why. */
const refused: Readonly<Record<string, string>> = {
  'v31-webhook-example.json':
    'v31-webhook-example.json: there is no operation that a query could call: it has only a webhook, which the service calls itself',
  'cxf-hello_world_services.wsdl':
    'cxf-hello_world_services.wsdl:21: cannot read "hello_world_bindings.wsdl.xml": there is no such file',
  'postman-circularComplexTypeReference.wsdl':
    'no operation can be expressed: postman-circularComplexTypeReference.wsdl:44: there is no type "setFilterConditionList"; there is one in "http://www.cleverbuilder.com/BookService/"',
  'savon-brand.wsdl':
    'savon-brand.wsdl:5: cannot read "https://api.softlayer.com/soap/v3/SoftLayer_Brand?xsd": host "api.softlayer.com" not allowed',
  'savon-team_software.wsdl':
    'savon-team_software.wsdl:1: cannot read "https://winteamservicestest.myteamsoftware.com/Services.svc?xsd=xsd0": host "winteamservicestest.myteamsoftware.com" not allowed',
  'wasabi-multiple_parts_in_message.wsdl':
    'no operation can be expressed: wasabi-multiple_parts_in_message.wsdl:25: there is no global element "actions:SomeRequestBody"',
  'wasabi-types_with_same_name_in_separate_namespaces.wsdl':
    'wasabi-types_with_same_name_in_separate_namespaces.wsdl:71: there is no binding "actions:StudyMDLSoap"',
  'wsdl2go-soap12wcf.wsdl':
    'no operation can be expressed: wsdl2go-soap12wcf.wsdl:17: there is no global element "tns:HelloRequest"; there is one without a namespace',
};

const rows: string[] = [];

describe('importers on real documents', () => {
  it.each(openApiFiles)('%s composes, or is refused with the right reason', { timeout: 60_000 }, async (name) => {
    const options = { allowedDirectory: join(corpus, 'openapi') };
    const file = join(corpus, 'openapi', name);
    await check(name, async () => {
      const imported = await importOpenApi(file, options);
      expect(unaccounted(imported, rawOpenApiOperations(file))).toEqual([]);
      return { imported };
    });
  });

  it.each(wsdlFiles)('%s composes, or is refused with the right reason', { timeout: 60_000 }, async (name) => {
    await check(name, async () => {
      const documents = await resolveWsdl(join(corpus, 'wsdl', name));
      const imported = importWsdl(documents, { wsdl: `./${name}` });
      expect(imported.counts.operations).toBe(rawWsdlOperations(join(corpus, 'wsdl', name)).size);
      return { imported, documents };
    });
  });

  // After the others, which fill the table.
  afterAll(() => {
    const text = readFileSync(page, 'utf8');
    const table = [
      '| document | operations | imported | not expressible | entities |',
      '| --- | --: | --: | --: | --: |',
      ...rows,
    ];
    const marked = /(<!-- corpus -->\n)[\s\S]*?(<!-- \/corpus -->)/;
    const expected = text.replace(marked, (_all, start: string, end: string) => `${start}${table.join('\n')}\n${end}`);
    if (process.env['FACET_WRITE_DOCS'] === '1') writeFileSync(page, expected);
    else expect(text, 'docs/importers.md is written with FACET_WRITE_DOCS=1').toBe(expected);
  });
});

async function check(
  name: string,
  run: () => Promise<{ readonly imported: ImportResult; readonly documents?: readonly WsdlDocument[] }>,
): Promise<void> {
  try {
    const { imported, documents } = await run();
    expect(refused[name]).toBeUndefined();
    expect(await problemsOf(imported, documents)).toEqual([]);
    const { counts, notes } = imported;
    const listed = notes.filter(
      ({ kind, subject }) => kind === 'omitted' && !imported.operations.some((one) => one.subject === subject),
    );
    expect(counts.imported + counts.notExpressible + counts.filtered).toBe(counts.operations);
    expect(listed.length).toBeGreaterThanOrEqual(counts.notExpressible);
    rows.push(
      `| ${name} | ${counts.operations} | ${counts.imported} | ${counts.notExpressible} | ${counts.entities} |`,
    );
  } catch (error) {
    if (!(error instanceof ImportError || error instanceof WsdlError)) throw error;
    expect(error.message).toBe(refused[name]);
    rows.push(`| ${name} | | refused: ${error.message.replaceAll('|', '\\|')} | | |`);
  }
}

/** Headers that OpenAPI itself says to ignore. */
const ignored = /^header (?:accept|content-type|authorization)$/i;

/** What a document has and neither the subgraph nor the report does. */
function unaccounted({ sdl, operations, notes }: ImportResult, raw: readonly RawOperation[]): readonly string[] {
  const coordinates = new Map(operations.map(({ subject, coordinate }) => [subject, coordinate]));
  const noted = (kind: string, subject: string, reason = '') =>
    notes.some((note) => note.kind === kind && note.subject === subject && note.reason.includes(reason));
  const argumentsOf = countArguments(sdl);
  return raw.flatMap(({ subject, parameters, hasBody, answers, extras }) => {
    const coordinate = coordinates.get(subject);
    if (coordinate === undefined) return noted('omitted', subject) ? [] : [subject];
    const given = parameters.filter(
      (place) =>
        !ignored.test(place) && !noted('omitted', `${subject} parameter "${place.slice(place.indexOf(' ') + 1)}"`),
    );
    const expected = given.length + (hasBody ? 1 : 0);
    return [
      ...(argumentsOf.get(coordinate) === expected
        ? []
        : [`${subject}: ${expected} arguments, not ${argumentsOf.get(coordinate)}`]),
      ...(answers.length < 2 || noted('changed', subject, 'are read as those of') ? [] : [`${subject}: ${answers}`]),
      ...extras.flatMap((extra) => (noted('omitted', subject, extra) ? [] : [`${subject}: ${extra}`])),
    ];
  });
}

function countArguments(sdl: string): ReadonlyMap<string, number> {
  return new Map(
    parse(sdl).definitions.flatMap((type) =>
      type.kind === Kind.OBJECT_TYPE_DEFINITION
        ? (type.fields ?? []).map(
            ({ name, arguments: args = [] }) => [`${type.name.value}.${name.value}`, args.length] as const,
          )
        : [],
    ),
  );
}

async function problemsOf({ sdl }: ImportResult, documents: readonly WsdlDocument[] | undefined) {
  const shared: SubgraphFile[] = [
    { name: 'imported', url: '', file: 'schema.graphql', sdl },
    { name: 'other', url: '', file: 'other.graphql', sdl: 'type Query { other: Boolean }' },
  ];
  const input = { name: 'graph', shared, contract: { include: [], exclude: [] } };
  const resolving = documents === undefined ? {} : { resolveWsdl: async () => documents };
  const { supergraph, problems } = await composeClientGraph(input, resolving);
  return [...problems, ...(supergraph === undefined ? [] : connectorProblems(supergraph, shared, 'graph'))];
}
