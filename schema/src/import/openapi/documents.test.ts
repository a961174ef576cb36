import { describe, expect, it } from 'vitest';
import { readOpenApiDocuments } from './documents.js';
import { References } from './references.js';

/** Reads documents that are in memory; `seen` are the locations that were asked for. */
async function read(files: Readonly<Record<string, string>>, options: Parameters<typeof readOpenApiDocuments>[1] = {}) {
  const seen: string[] = [];
  const [first = ''] = Object.keys(files);
  const readFile = async (path: string) => {
    seen.push(path);
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error('no'), { code: 'ENOENT' });
    return text;
  };
  const fetchText = async (url: string) => {
    seen.push(url);
    return files[url] ?? '{}';
  };
  return { documents: await readOpenApiDocuments(first, { readFile, fetchText, ...options }), seen };
}

describe('readOpenApiDocuments()', () => {
  it('follows references from file to file, and reads each once', async () => {
    const { documents, seen } = await read({
      '/a/api.yaml': 'x: { $ref: "parts/b.json#/n" }\ny: { $ref: "parts/b.json" }',
      '/a/parts/b.json': '{"n":{"$ref":"../api.yaml#/y"}}',
    });
    expect([...documents.byLocation.keys()]).toEqual(['api.yaml', 'parts/b.json']);
    expect(seen).toHaveLength(2);
    const references = new References(documents);
    const found = references.resolve({ value: { $ref: 'parts/b.json#/n' }, document: 'api.yaml' });
    expect(found).toMatchObject({ document: 'parts/b.json', name: 'b' });
  });

  it('knows documents by what they call themselves, whichever is read first', async () => {
    const { documents, seen } = await read({
      '/a/api.yaml':
        '$self: https://api.example/d/main\nx: { $ref: "https://api.example/d/b#/n" }\ny: { $ref: "parts/b.yaml" }',
      '/a/parts/b.yaml': '$self: https://api.example/d/b#ignored\nn: { $ref: "main#/y" }',
    });
    expect(seen).toEqual(['/a/api.yaml', '/a/parts/b.yaml']);
    const references = new References(documents);
    const found = references.resolve({ value: { $ref: 'https://api.example/d/b#/n' }, document: 'api.yaml' });
    expect(found).toMatchObject({ document: 'parts/b.yaml', name: 'b' });
    const unknown = { '/a/api.yaml': '$self: https://api.example/d/main\nx: { $ref: "https://api.example/d/c" }' };
    await expect(read(unknown)).rejects.toMatchObject({ code: 'IMPORT_NOT_ALLOWED' });
  });

  it('does not take data for references', async () => {
    const { seen } = await read({ '/a/api.yaml': 'example: { $ref: "x.json" }\nx-note: { $ref: "y.json" }' });
    expect(seen).toEqual(['/a/api.yaml']);
  });

  it.each([
    ['../secret.json', 'it lies outside the directory that may be read'],
    ['/etc/passwd', 'it lies outside the directory that may be read'],
    ['http://169.254.169.254/x', 'host "169.254.169.254" not allowed'],
    ['file:///etc/passwd', '"file:" locations not allowed'],
    ['missing.json', 'there is no such file'],
  ])('refuses a reference to %s', async (reference, reason) => {
    await expect(read({ '/a/api.yaml': `x: { $ref: "${reference}" }` })).rejects.toThrow(reason);
  });

  it('fetches from hosts that are allowed, and from that of the document itself', async () => {
    const files = { 'https://a.example/api.json': '{"x":{"$ref":"b.json"},"y":{"$ref":"https://c.example/d.json"}}' };
    await expect(read(files)).rejects.toThrow('host "c.example" not allowed');
    const { seen } = await read(files, { allowedHosts: ['c.example'] });
    expect(seen.sort()).toEqual(['https://a.example/api.json', 'https://a.example/b.json', 'https://c.example/d.json']);
  });

  it.each([2, 3])('takes 2 documents and refuses 3 when there may be 2: %i', async (count) => {
    const names = Array.from({ length: count }, (_, index) => `/a/${index}.json`);
    const files = Object.fromEntries(
      names.map((name, index) => [name, index + 1 < count ? `{"$ref":"${index + 1}.json"}` : '{}']),
    );
    const reading = read(files, { maxDocuments: 2 });
    if (count === 2) expect((await reading).documents.byLocation.size).toBe(2);
    else await expect(reading).rejects.toThrow('it leads to more than 2 documents');
  });

  it.each([9, 10, 11])('takes 10 bytes and no more when there may be 10: %i', async (bytes) => {
    const reading = read({ '/a/api.json': `{}${' '.repeat(bytes - 2)}` }, { maxBytes: 10 });
    if (bytes <= 10) expect((await reading).documents.byLocation.size).toBe(1);
    else await expect(reading).rejects.toThrow('over the limit in bytes');
  });

  it.each([200, 201])('takes what is nested 200 deep, and no deeper: %i', async (depth) => {
    const reading = read({ '/a/api.json': '['.repeat(depth) + ']'.repeat(depth) });
    if (depth === 200) expect((await reading).documents.byLocation.size).toBe(1);
    else await expect(reading).rejects.toThrow('nested more than 200 deep');
  });

  it('refuses aliases that multiply and aliases without an end', async () => {
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefghijklmnopqrstuvwxyz'
        .split('')
        .map((name, index) => `${name}: &${name} [${`*${'abcdefghijklmnopqrstuvwxyz'[index]},`.repeat(9)}]`),
    ].join('\n');
    await expect(read({ '/a/api.yaml': bomb })).rejects.toMatchObject({ code: 'IMPORT_INVALID' });
    await expect(read({ '/a/api.yaml': 'a: &a { b: *a }' })).rejects.toMatchObject({ name: 'ImportError' });
    await expect(read({ '/a/api.yaml': '{a: '.repeat(20_000) })).rejects.toMatchObject({ name: 'ImportError' });
  });
});

describe('References', () => {
  it('refuses references to nothing and in circles', async () => {
    const { documents } = await read({ '/a/api.json': '{"a":{"$ref":"#/b"},"b":{"$ref":"#/a"},"c~/d":1}' });
    const references = new References(documents);
    const follow = ($ref: string) => references.resolve({ value: { $ref }, document: 'api.json' });
    expect(() => follow('#/nothing')).toThrow('"$ref" to "#/nothing" leads to nothing');
    expect(() => follow('#/constructor')).toThrow('leads to nothing');
    expect(() => follow('#/a')).toThrow('leads from one to the next without an end');
    expect(follow('#/c~0~1d')).toMatchObject({ value: 1, name: 'c~/d' });
  });
});
