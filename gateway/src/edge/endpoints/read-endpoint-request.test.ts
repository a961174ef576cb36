import { describe, expect, it } from 'vitest';
import { openZoo } from '../../client-graph/endpoints/endpoints.test-kit.js';
import type { EndpointFormat } from './endpoint-format.js';
import { readEndpointRequest } from './read-endpoint-request.js';

const endpoints = openZoo({ routes: new Map([['Rename', { path: '/animals/{id}/name' }]]) }).current();

interface Sent {
  readonly search?: string;
  readonly body?: string;
  readonly bodyFormat?: EndpointFormat;
}

/** The variables that are read, or the message of the refusal. */
function read(path: string, { search = '', body, bodyFormat = 'json' }: Sent): unknown {
  const match = endpoints.match(path);
  if (match.kind !== 'endpoint') throw new TypeError('There is no such endpoint');
  const method = body === undefined ? 'GET' : 'POST';
  const bytes = Buffer.from(body ?? '');
  const reading = readEndpointRequest({ method, match, search, bytes, bodyFormat, contentType: undefined });
  if (reading.kind === 'refused') {
    expect(reading.refusal.code).toBe('BAD_REQUEST');
    return reading.refusal.message;
  }
  const { operationName, search: asked, body: posted } = reading.value;
  expect(operationName).toBe(match.endpoint.operation.name);
  const parameters = new URLSearchParams(asked);
  const { id, variables } =
    method === 'GET'
      ? { id: parameters.get('id'), variables: JSON.parse(parameters.get('variables') ?? '') }
      : (posted as { id: string; variables: unknown });
  expect(id).toBe(match.endpoint.operation.id);
  return variables;
}

const xml = (content: string, root = 'AnimalsRequest') =>
  `<${root} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${content}</${root}>`;
const readXml = (content: string) => read('/animals', { body: xml(content), bodyFormat: 'xml' });

describe('readEndpointRequest() of a GET', () => {
  it.each([
    ['', {}],
    ['first=3&wild=true&weight=-1.5e2', { first: 3, wild: true, weight: -150 }],
    ['wild=0&size=LARGE', { wild: false, size: 'LARGE' }],
    ['ids=a&ids=b', { ids: ['a', 'b'] }],
    ['ids=', { ids: [''] }],
    ['ids=a%2Cb+c', { ids: ['a,b c'] }],
    ['big=9223372036854775807', { big: '9223372036854775807' }],
    ['filter=%7B%22tags%22%3A%5B%22a%22%5D%7D', { filter: { tags: ['a'] } }],
    // No value of its type: the coercion of variables says what is wrong with it.
    ['first=3.5&wild=yes&weight=NaN', { first: '3.5', wild: 'yes', weight: 'NaN' }],
    ['first=9007199254740993', { first: '9007199254740993' }],
  ])('reads %j by the types of its variables', (search, variables) => {
    expect(read('/animals', { search })).toEqual(variables);
  });

  it.each([
    [
      'frist=3',
      '"frist" is no parameter of "Animals": there is "filter", "ids", "size", "first", "wild", "weight", "big"',
    ],
    ['first=1&first=2', 'The parameter "first" is given more than once, and is no list'],
    ['filter={', 'The parameter "filter" '],
    ['size=%E2%82', 'The query string is not percent-encoded UTF-8'],
    ['__proto__=1', '"__proto__" is no parameter of "Animals"'],
    [`filter=${'['.repeat(300)}${']'.repeat(300)}`, 'nests deeper than 200 levels'],
  ])('refuses %j', (search, message) => {
    expect(read('/animals', { search })).toContain(message);
  });
});

describe('readEndpointRequest() of a POST of JSON', () => {
  it('takes variables as they are, with those of the path', () => {
    expect(read('/animals/7%2F8/name', { body: '{"name":null}' })).toEqual({ id: '7/8', name: null });
    expect(read('/animals', { body: '' })).toEqual({});
  });

  it.each([
    ['[]', 'must be a JSON object'],
    ['{"a":1}', '"a" is no variable of "Rename"'],
    ['{"id":"8"}', '"id" is given by the path, not in the body'],
    ['{"name":', 'The request body'],
  ])('refuses %s', (body, message) => {
    expect(read('/animals/7/name', { body })).toContain(message);
  });

  it('refuses parameters', () => {
    expect(read('/animals/7/name', { body: '{}', search: 'name=a' })).toContain('a POST has its variables in its body');
  });
});

describe('readEndpointRequest() of a POST of XML', () => {
  it.each([
    ['', {}],
    ['<first> 3 </first><wild>1</wild><weight>2.50</weight>', { first: 3, wild: true, weight: 2.5 }],
    ['<big>9223372036854775807</big><size>SMALL</size>', { big: '9223372036854775807', size: 'SMALL' }],
    ['<ids/>', { ids: [] }],
    ['<ids><item>a</item></ids>', { ids: ['a'] }],
    ['<ids xsi:nil="true"/><first xsi:nil=" 1 "/>', { ids: null, first: null }],
    ['<ids xsi:nil="false"><item> a &amp;<![CDATA[<b>]]></item></ids>', { ids: [' a &<b>'] }],
    [
      '<filter><name>x</name><near><tags><item/></tags><size xsi:nil="true"/></near><grid><item><item>1</item></item><item/></grid></filter>',
      { filter: { name: 'x', near: { tags: [''], size: null }, grid: [[1], []] } },
    ],
    ['\n  <!-- no --> <first>1</first>\n', { first: 1 }],
    ['<p:first xmlns:p="urn:any">1</p:first>', { first: 1 }],
  ])('reads %s', (content, variables) => {
    expect(readXml(content)).toEqual(variables);
  });

  it.each([
    ['<frist/>', '"frist" is no variable of "Animals"'],
    ['<first>1</first><first>2</first>', '"first" is given more than once (line 1)'],
    ['<first><a/></first>', '"first" must be text'],
    ['<ids>a</ids>', '"ids" has text where elements are expected'],
    ['<ids><id>a</id></ids>', '"ids" is a list: its elements are called "item", not "id"'],
    ['<filter><nam/></filter>', '"nam" is no field of "Filter"'],
    ['<filter><__proto__/></filter>', '"__proto__" is no field of "Filter"'],
    ['<first xsi:nil="true">1</first>', '"first" is nil and has content'],
    ['text', 'has text where elements are expected'],
    ['<first>', 'The request body cannot be read as XML: unexpected close tag (line 1, column'],
    ['<first>&nbsp;</first>', 'undefined entity'],
  ])('refuses %s', (content, message) => {
    expect(readXml(content)).toContain(message);
  });

  it('refuses another root, a document type, and bytes that are no text', () => {
    const sent = (body: string) => read('/animals', { body, bodyFormat: 'xml' });
    expect(sent('<Animals/>')).toContain('its root element must be "AnimalsRequest"');
    expect(sent(`<!DOCTYPE a [<!ENTITY x "y">]>${xml('<first>&x;</first>')}`)).toContain('document type declaration');
    expect(sent('<?xml version="1.0" encoding="ebcdic-none"?><a/>')).toContain('not text in the encoding');
  });

  it('holds the depth and the number of elements', () => {
    const nested = (depth: number) => `${'<near>'.repeat(depth)}${'</near>'.repeat(depth)}`;
    // The root, the variable, and what is in it.
    expect(readXml(`<filter>${nested(198)}</filter>`)).toEqual({ filter: expect.any(Object) });
    expect(readXml(`<filter>${nested(199)}</filter>`)).toContain('nested more than 200 deep');
    const items = (count: number) => `<ids>${'<item/>'.repeat(count)}</ids>`;
    expect(readXml(items(99_998))).toEqual({ ids: expect.any(Array) });
    expect(readXml(items(99_999))).toContain('there are more than 100000 elements');
  });
});
