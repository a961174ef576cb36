import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ResolveWsdlOptions, resolveWsdl } from './resolve-wsdl.js';
import { WsdlError } from './wsdl-error.js';

const wsdl = (content: string) => `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/">\n${content}\n</definitions>`;
const schema = (content: string, attributes = '') =>
  `<schema xmlns="http://www.w3.org/2001/XMLSchema" ${attributes}>\n${content}\n</schema>`;
const importing = (location: string) => `<import namespace="urn:x" schemaLocation="${location}"/>`;

/** Resolves `main.wsdl` among files by path relative to it. */
function resolveAmong(files: Readonly<Record<string, string>>, options: ResolveWsdlOptions = {}) {
  const readFile = async (path: string) => {
    const text = files[path.replace('/base/', '')];
    if (text === undefined) throw Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' });
    return text;
  };
  return resolveWsdl('/base/main.wsdl', { readFile, ...options });
}

async function faultOf(resolving: Promise<unknown>): Promise<WsdlError> {
  const error = await resolving.then(
    () => new Error('it was resolved'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof WsdlError) return error;
  throw error;
}

describe('resolveWsdl()', () => {
  it('follows imports and includes breadth first, each document once, cycles included', async () => {
    const files = {
      'main.wsdl': wsdl(
        `<import namespace="urn:b" location="part.wsdl"/><types>${schema(importing('t/a.xsd'))}</types>`,
      ),
      'part.wsdl': wsdl('<import namespace="urn:m" location="main.wsdl"/>'),
      't/a.xsd': schema(`<include schemaLocation="b.xsd"/>${importing('../c.xsd')}`),
      't/b.xsd': schema('<include schemaLocation="./a.xsd"/>'),
      'c.xsd': schema(importing('t/a.xsd')),
    };
    const documents = await resolveAmong(files);
    expect(documents.map(({ location }) => location)).toEqual([
      'main.wsdl',
      'part.wsdl',
      't/a.xsd',
      't/b.xsd',
      'c.xsd',
    ]);
    expect(documents[0]?.text).toBe(files['main.wsdl']);
    expect(await resolveAmong(files)).toEqual(documents);
  });

  it('needs no document for an import without location, nor for the schemas of XML and SOAP', async () => {
    const imports = `<import namespace="urn:elsewhere"/>
      <import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="http://www.w3.org/2001/xml.xsd"/>
      <import namespace="http://schemas.xmlsoap.org/soap/encoding/" schemaLocation="http://schemas.xmlsoap.org/soap/encoding/"/>`;
    const documents = await resolveAmong({ 'main.wsdl': wsdl(`<types>${schema(imports)}</types>`) });
    expect(documents).toHaveLength(1);
  });

  it.each([
    ['../outside.xsd', 'WSDL_OUTSIDE_DIRECTORY'],
    ['/etc/passwd', 'WSDL_OUTSIDE_DIRECTORY'],
    ['%2e%2e/outside.xsd', 'WSDL_OUTSIDE_DIRECTORY'],
    ['file:///etc/passwd', 'WSDL_HOST_NOT_ALLOWED'],
    ['http://169.254.169.254/latest', 'WSDL_HOST_NOT_ALLOWED'],
    ['https://example.com.evil.example/x.xsd', 'WSDL_HOST_NOT_ALLOWED'],
    ['https://example.com@evil.example/x.xsd', 'WSDL_HOST_NOT_ALLOWED'],
    ['missing.xsd', 'WSDL_UNREADABLE'],
  ])('refuses to read %s and names the line that asks for it', async (location, code) => {
    const main = wsdl(`<types>\n${schema(`\n${importing(location)}`)}</types>`);
    const error = await faultOf(resolveAmong({ 'main.wsdl': main }, { allowedHosts: ['example.com'] }));
    expect(error).toMatchObject({ code, file: 'main.wsdl', line: 5 });
    expect(error.message).toMatch(/^main\.wsdl:5: cannot read "/);
  });

  it('reads above the directory of the WSDL where that is allowed', async () => {
    const main = wsdl(`<types>${schema(importing('../common/c.xsd'))}</types>`);
    const files: Record<string, string> = { '/base/svc/main.wsdl': main, '/base/common/c.xsd': schema('') };
    const readFile = async (path: string) => files[path] ?? Promise.reject(new Error(path));
    const documents = await resolveWsdl('/base/svc/main.wsdl', { readFile, allowedDirectory: '/base' });
    expect(documents.map(({ location }) => location)).toEqual(['main.wsdl', '../common/c.xsd']);
  });

  it.each([
    ['<!DOCTYPE a><a/>', 'a document type declaration is not allowed', 1],
    ['<html>\n<body><br></body></html>', 'the document is not well-formed: unexpected close tag', 2],
    ['<html/>', 'the document is neither WSDL 1.1 nor an XML Schema: its root is "html"', 1],
  ])('refuses the document %j, naming the document itself', async (text, message, line) => {
    const files = { 'main.wsdl': wsdl(`<types>${schema(importing('a.xsd'))}</types>`), 'a.xsd': text };
    const error = await faultOf(resolveAmong(files));
    expect(error).toMatchObject({ code: 'WSDL_INVALID', file: 'a.xsd', line });
    expect(error.message).toContain(message);
  });

  it('says that WSDL 2.0 is not supported', async () => {
    const error = await faultOf(resolveAmong({ 'main.wsdl': '<description xmlns="http://www.w3.org/ns/wsdl"/>' }));
    expect(error).toMatchObject({ code: 'WSDL_UNSUPPORTED', file: 'main.wsdl' });
  });

  it('holds maxDocuments', async () => {
    const files = {
      'main.wsdl': wsdl(`<types>${schema(importing('a.xsd') + importing('b.xsd'))}</types>`),
      'a.xsd': schema(''),
      'b.xsd': schema(''),
    };
    expect(await resolveAmong(files, { maxDocuments: 4 })).toHaveLength(3);
    expect(await resolveAmong(files, { maxDocuments: 3 })).toHaveLength(3);
    expect(await faultOf(resolveAmong(files, { maxDocuments: 2 }))).toMatchObject({ code: 'WSDL_TOO_LARGE', line: 3 });
  });

  it('holds maxBytes over all documents together', async () => {
    const files = { 'main.wsdl': wsdl(`<types>${schema(importing('a.xsd'))}</types>`), 'a.xsd': schema('<!-- é -->') };
    const bytes = Buffer.byteLength(files['main.wsdl'] + files['a.xsd']);
    expect(await resolveAmong(files, { maxBytes: bytes + 1 })).toHaveLength(2);
    expect(await resolveAmong(files, { maxBytes: bytes })).toHaveLength(2);
    expect(await faultOf(resolveAmong(files, { maxBytes: bytes - 1 }))).toMatchObject({ code: 'WSDL_TOO_LARGE' });
  });
});

describe('resolveWsdl() on the file system', () => {
  let directory = '';

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'facet-wsdl-'));
    await mkdir(join(directory, 'svc'));
    await writeFile(join(directory, 'secret.xsd'), schema(''));
    await symlink('../secret.xsd', join(directory, 'svc', 'link.xsd'));
    await writeFile(join(directory, 'svc', 'own.xsd'), schema(''));
    await writeFile(join(directory, 'svc', 'linked.wsdl'), wsdl(`<types>${schema(importing('link.xsd'))}</types>`));
    await writeFile(join(directory, 'svc', 'main.wsdl'), wsdl(`<types>${schema(importing('own.xsd'))}</types>`));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('reads files beside the WSDL', async () => {
    const documents = await resolveWsdl(join(directory, 'svc', 'main.wsdl'));
    expect(documents.map(({ location }) => location)).toEqual(['main.wsdl', 'own.xsd']);
  });

  it('does not follow a symbolic link out of the directory', async () => {
    const error = await faultOf(resolveWsdl(join(directory, 'svc', 'linked.wsdl')));
    expect(error.code).toBe('WSDL_OUTSIDE_DIRECTORY');
  });

  it('holds maxBytes before it reads', async () => {
    expect((await faultOf(resolveWsdl(join(directory, 'svc', 'main.wsdl'), { maxBytes: 50 }))).code).toBe(
      'WSDL_TOO_LARGE',
    );
  });

  it('says that there is no such file', async () => {
    const error = await faultOf(resolveWsdl(join(directory, 'none.wsdl')));
    expect(error.message).toBe('none.wsdl:1: cannot read "none.wsdl": there is no such file');
  });
});

describe('resolveWsdl() over HTTP', () => {
  const server = createServer((request, response) => {
    if (request.url === '/moved.xsd') response.writeHead(302, { location: 'http://127.0.0.1:9/x.xsd' }).end();
    else if (request.url === '/s/types.xsd') response.end(schema(''));
    else if (request.url === '/s/service?wsdl') response.end(wsdl(`<types>${schema(importing('types.xsd'))}</types>`));
    else if (request.url === '/endless.xsd') response.write(' '.repeat(100_000));
    else response.writeHead(404).end();
  });
  let host = '';

  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const importingFrom = (path: string, options: ResolveWsdlOptions = {}) =>
    resolveAmong(
      { 'main.wsdl': wsdl(`<types>${schema(importing(`http://${host}${path}`))}</types>`) },
      { allowedHosts: [host], ...options },
    );

  it('fetches from an allowed host, and what that refers to', async () => {
    const documents = await resolveWsdl(`http://${host}/s/service?wsdl`, { allowedHosts: [host] });
    expect(documents.map(({ location }) => location)).toEqual([
      `http://${host}/s/service?wsdl`,
      `http://${host}/s/types.xsd`,
    ]);
  });

  it('does not fetch the WSDL itself from a host that is not allowed', async () => {
    expect((await faultOf(resolveWsdl(`http://${host}/s/service?wsdl`))).code).toBe('WSDL_HOST_NOT_ALLOWED');
  });

  it('follows no redirect, and says what the server answered', async () => {
    expect((await faultOf(importingFrom('/moved.xsd'))).code).toBe('WSDL_UNREADABLE');
    expect((await faultOf(importingFrom('/none.xsd'))).message).toContain('the server answered 404');
  });

  it('stops reading past maxBytes', async () => {
    expect((await faultOf(importingFrom('/endless.xsd', { maxBytes: 10_000 }))).code).toBe('WSDL_TOO_LARGE');
  });
});
