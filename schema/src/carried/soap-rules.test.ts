import { describe, expect, it } from 'vitest';
import { parseSubgraph } from '../subgraph/subgraph-file.js';
import { liftDirectives } from './lift-directives.js';
import { createSoapSpec } from './soap-spec.js';

const call = '@soap(source: "p", operation: "o", selection: "a"';

function problemsOf(rest: string, source = '@soapSource(name: "p", wsdl: "p.wsdl")') {
  const link = '@link(url: "https://specs.facet.example/soap/v0.1", import: ["@soap", "@soapSource"])';
  const sdl = `extend schema ${link}\nextend schema ${source}\n${rest}`;
  const parsed = parseSubgraph({ name: 'pricing', url: 'http://pricing', file: 'pricing.graphql', sdl });
  if ('code' in parsed) throw new Error(parsed.message);
  const { problems } = liftDirectives(
    parsed,
    createSoapSpec(async () => []),
  );
  return problems.map(({ code, file, line }) => `${code} ${file}:${line}`);
}

describe('checkSoapUses()', () => {
  it('reports two sources of one name at the second', () => {
    expect(problemsOf('', '@soapSource(name: "p", wsdl: "p")\n@soapSource(name: "p", wsdl: "p")')).toEqual([
      'SOAP_SOURCE_DUPLICATE pricing.graphql:3',
    ]);
  });

  it.each(['ftp://host/x', '/pricing', ''])('reports the endpoint "%s", which is no http or https URL', (endpoint) => {
    expect(problemsOf('', `@soapSource(name: "p", wsdl: "p", endpoint: "${endpoint}")`)).toEqual([
      'SOAP_ENDPOINT_INVALID pricing.graphql:2',
    ]);
  });

  it.each(['{ name: "a" }', '{ name: "a", from: "b", value: "c" }'])('reports the header %s', (header) => {
    expect(problemsOf('', `@soapSource(name: "p", wsdl: "p", headers: [${header}, { name: "b", from: "b" }])`)).toEqual(
      ['SOAP_HEADER_INVALID pricing.graphql:2'],
    );
  });

  it('accepts a signature and WS-Addressing, and reports what neither has', () => {
    const source = (rest: string) => `@soapSource(name: "p", wsdl: "p", ${rest})`;
    const signature = (rest: string) => `security: { signature: { certificate: "c", privateKey: "k", ${rest} } }`;
    expect(problemsOf('', source(`addressing: W3C_2005_08, ${signature('parts: [BODY, ADDRESSING]')}`))).toEqual([]);
    expect(problemsOf('', source(signature('algorithm: RSA_SHA512, passphrase: "p"')))).toEqual([]);
    for (const rest of ['addressing: W3C_2006', signature('parts: [HEAD]'), 'security: { signature: {} }']) {
      expect(problemsOf('', source(rest))[0]).toMatch(/^CARRIED_[A-Z_]+ pricing.graphql:2$/);
    }
  });

  it('reports a call of a source that another subgraph may have, but not this one', () => {
    expect(problemsOf('type Query { a: Int @soap(source: "q", operation: "o", selection: "a") }')).toEqual([
      'SOAP_SOURCE_UNKNOWN pricing.graphql:3',
    ]);
  });

  it('accepts a batch of 1 and reports one of 0', () => {
    expect(problemsOf(`type T ${call}, batch: { maxSize: 1 }) { a: Int }`)).toEqual([]);
    expect(problemsOf(`type T ${call}, batch: { maxSize: 0 }) { a: Int }`)).toEqual([
      'SOAP_BATCH_SIZE_INVALID pricing.graphql:3',
    ]);
  });

  it('reports a call on a root type and one of a subscription', () => {
    expect(problemsOf(`type Query ${call}) { a: Int }\ntype Subscription { a: Int ${call}) }`)).toEqual([
      'SOAP_ON_ROOT_TYPE pricing.graphql:3',
      'SOAP_IN_SUBSCRIPTION pricing.graphql:4',
    ]);
  });

  it('reports a call on a field of an interface', () => {
    expect(problemsOf(`interface N { a: Int ${call}) } type T implements N { a: Int ${call}) }`)).toEqual([
      'SOAP_ON_INTERFACE pricing.graphql:3',
    ]);
  });

  it('accepts "entity: true" on a field of Query that is one nullable object', () => {
    expect(problemsOf(`type Query { t: T ${call}, entity: true) } type T { a: Int }`)).toEqual([]);
  });

  it.each(['type Query { t: T! @ }', 'type Query { t: [T] @ }', 'type Query { t: Int @ }', 'type U { t: T @ }'])(
    'reports "entity: true" in %s',
    (type) => {
      const sdl = `${type.replace('@', `${call}, entity: true)`)} type T { a: Int }`;
      expect(problemsOf(sdl)).toEqual(['SOAP_ENTITY_MISPLACED pricing.graphql:3']);
    },
  );
});
