import { describe, expect, it } from 'vitest';
import { importOpenApi } from './import-openapi.js';
import { get, importOf, json, lines, ref, writeDocument } from './import-openapi.test-kit.js';

describe('importOpenApi()', () => {
  it('makes an entity of what is found by its id, and names and types keys alike', async () => {
    const Pet = {
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'integer', format: 'int64' }, name: { type: 'string' } },
    };
    const petId = { name: 'petId', in: 'path', required: true, schema: { type: 'integer', format: 'int64' } };
    const { sdl, counts } = await importOf(
      {
        '/pets': get({ type: 'array', items: ref('Pet') }, { operationId: 'listPets' }),
        '/pets/{petId}': {
          ...get(ref('Pet'), { operationId: 'getPetById', parameters: [petId] }),
          delete: { operationId: 'deletePet', parameters: [petId], responses: { 204: { description: 'gone' } } },
        },
      },
      { schemas: { Pet } },
    );
    expect(counts).toEqual({ operations: 3, imported: 3, notExpressible: 0, filtered: 0, entities: 1 });
    expect(lines(sdl)).toEqual(
      expect.arrayContaining([
        'pets: [Pet!]',
        'pet(id: ID!): Pet',
        'deletePet(petId: ID!): Boolean',
        'type Pet @key(fields: "id") {',
        'id: ID!',
      ]),
    );
    // Absent in a list, a key would be fetched once more for each object.
    expect(sdl).toContain('name: $(name ?? null)');
    expect(sdl).toContain('entity: true');
  });

  it('calls things as GraphQL does, and gives them to the service as it does', async () => {
    const Toy = { type: 'object', properties: { toy_name: { type: 'string' } } };
    const Pet = {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        pet_name: { type: 'string' },
        toys: { type: 'array', items: ref('ToyDto') },
      },
    };
    const filter = {
      name: 'filter',
      in: 'query',
      style: 'deepObject',
      schema: { type: 'object', properties: { max_age: { type: 'integer' } } },
    };
    const { sdl } = await importOf(
      {
        '/pets': {
          ...get({ type: 'array', items: ref('com.example.Pet') }, { operationId: 'getAllPets', parameters: [filter] }),
          post: {
            operationId: 'add_pet',
            requestBody: { content: json(ref('com.example.Pet')).content },
            responses: { 204: { description: 'ok' } },
          },
        },
        '/pet': get(ref('com.example.Pet'), { operationId: 'getPets' }),
      },
      { schemas: { 'com.example.Pet': Pet, ToyDto: Toy } },
    );
    expect(lines(sdl)).toEqual(
      expect.arrayContaining([
        'pets: Pet',
        'allPets(filter: AllPetsFilterInput): [Pet!]',
        'addPet(input: PetInput): Boolean',
        'input PetInput {',
        'petName: String',
        'toys: [Toy!]',
        'input AllPetsFilterInput {',
        'maxAge: Int',
      ]),
    );
    expect(sdl).toContain('"filter[max_age]": $args.filter?.maxAge?');
    expect(sdl).toContain('selection: "id: _id? petName: pet_name? toys? { toyName: toy_name? }"');
    expect(sdl).toContain('_id: id');
    expect(sdl).toContain('toys { toy_name: toyName }');
  });

  it('keeps the names of what is sent and leads back to itself, with all that it holds', async () => {
    const Leaf = { type: 'object', properties: { leaf_size: { type: 'integer' } } };
    const Tree = {
      type: 'object',
      properties: {
        tree_name: { type: 'string' },
        sub_trees: { type: 'array', items: ref('Tree') },
        some_leaf: ref('Leaf'),
      },
    };
    const Forest = { type: 'object', properties: { forest_name: { type: 'string' }, one_tree: ref('Tree') } };
    const send = (name: string) => ({
      post: {
        operationId: `add${name}`,
        requestBody: { content: json(ref(name)).content },
        responses: { 204: { description: 'ok' } },
      },
    });
    const { sdl, counts } = await importOf(
      { '/leaf': send('Leaf'), '/tree': send('Tree'), '/forest': send('Forest') },
      { schemas: { Leaf, Tree, Forest } },
    );
    expect(counts).toMatchObject({ imported: 3, notExpressible: 0 });
    expect(lines(sdl)).toEqual(
      expect.arrayContaining(['leaf_size: Int', 'tree_name: String', 'sub_trees: [TreeInput!]', 'forestName: String']),
    );
    expect(sdl).toContain('body: "$args.input? { forest_name: forestName one_tree: oneTree }"');
  });

  it('has what stands beside a reference, from OpenAPI 3.1 on', async () => {
    const Pet = { type: 'object', properties: { name: { type: 'string' } } };
    const own = { ...ref('Pet'), properties: { age: { type: 'integer' } } };
    const paths = { '/a': get(own, { operationId: 'a' }), '/b': get(ref('Pet'), { operationId: 'b' }) };
    const { sdl } = await importOf(paths, { schemas: { Pet } });
    expect(lines(sdl)).toEqual(expect.arrayContaining(['a: AResult', 'b: Pet', 'age: Int']));
    const old = await importOf(paths, { schemas: { Pet }, root: { openapi: '3.0.3' } });
    expect(lines(old.sdl)).toEqual(expect.arrayContaining(['a: Pet', 'b: Pet']));
  });

  it('writes lists in the query as the document says', async () => {
    const list = { type: 'array', items: { type: 'string' } };
    const parameters = [
      { name: 'a', in: 'query', schema: list },
      { name: 'b', in: 'query', explode: false, schema: list },
      { name: 'c', in: 'query', style: 'pipeDelimited', explode: false, required: true, schema: list },
      { name: 'sort-by', in: 'query', schema: { type: 'string', default: 'name' } },
      {
        name: 'filter',
        in: 'query',
        style: 'deepObject',
        schema: { type: 'object', properties: { age: { type: 'integer' } } },
      },
    ];
    const { sdl } = await importOf({ '/pets': get({ type: 'string' }, { parameters }) });
    expect(lines(sdl)).toEqual(
      expect.arrayContaining([
        'a: $args.a?',
        "b: $args.b?->joinNotNull(',')",
        "c: $args.c->joinNotNull('|')",
        '"sort-by": $args.sortBy?',
        '"filter[age]": $args.filter?.age?',
        'sortBy: String = "name"',
      ]),
    );
  });

  it('makes a union of alternatives that a discriminator tells apart', async () => {
    const kind = { type: 'string' };
    const Fox = { type: 'object', properties: { kind: { const: 'fox' } } };
    const Cat = { type: 'object', required: ['kind', 'lives'], properties: { kind, lives: { type: 'integer' } } };
    const Dog = { type: 'object', required: ['kind'], properties: { kind, friend: ref('Cat') } };
    const discriminator = {
      propertyName: 'kind',
      mapping: { cat: '#/components/schemas/Cat', dog: 'Dog', hound: 'Dog' },
    };
    const Pet = { oneOf: [ref('Cat'), ref('Dog'), ref('Fox')], discriminator };
    const { sdl, notes } = await importOf(
      { '/pets': get({ type: 'array', items: ref('Pet') }, { operationId: 'listPets' }) },
      { schemas: { Cat, Dog, Fox, Pet } },
    );
    expect(lines(sdl)).toEqual(
      expect.arrayContaining(['pets: [Pet]', 'union Pet = Cat | Dog | Fox', 'lives: Int!', 'friend: Cat']),
    );
    expect(sdl).toContain('connect/v0.4');
    expect(sdl.match(/\["(?:cat|dog|hound|fox)", \{/g)).toHaveLength(4);
    expect(notes).toEqual([]);
  });

  it('merges alternatives into one type, and says so', async () => {
    const Cat = {
      type: 'object',
      required: ['kind', 'lives'],
      properties: { kind: { type: 'string' }, lives: { type: 'integer' }, tag: { type: 'string' } },
    };
    const Dog = {
      type: 'object',
      required: ['kind', 'barks'],
      properties: { kind: { type: 'string' }, barks: { type: 'boolean' }, tag: { type: 'integer' } },
    };
    const Pet = { oneOf: [ref('Cat'), ref('Dog')] };
    const { sdl, notes } = await importOf({ '/pets': get(ref('Pet')) }, { schemas: { Cat, Dog, Pet } });
    expect(lines(sdl)).toEqual(
      expect.arrayContaining(['type Pet {', 'kind: String!', 'lives: Int', 'barks: Boolean', 'tag: JSON']),
    );
    expect(notes).toEqual([{ kind: 'changed', subject: 'Pet', reason: 'Cat, Dog are merged into one type' }]);
  });

  it('merges the subtypes of a base with a discriminator', async () => {
    const Pet = {
      type: 'object',
      required: ['kind'],
      discriminator: { propertyName: 'kind' },
      properties: { kind: { type: 'string' } },
    };
    const Cat = {
      allOf: [ref('Pet'), { type: 'object', required: ['lives'], properties: { lives: { type: 'integer' } } }],
    };
    const { sdl } = await importOf({ '/pets': get(ref('Pet')) }, { schemas: { Pet, Cat } });
    expect(lines(sdl)).toEqual(expect.arrayContaining(['kind: String!', 'lives: Int']));
  });

  it('cuts what holds itself, and says where', async () => {
    const Node = {
      type: 'object',
      properties: { name: { type: 'string' }, children: { type: 'array', items: ref('Node') } },
    };
    const { sdl, notes } = await importOf({ '/tree': get(ref('Node')) }, { schemas: { Node } });
    expect(lines(sdl)).toContain('children: [JSON!]');
    expect(notes).toEqual([
      { kind: 'changed', subject: 'Node.children', reason: expect.stringContaining('holds itself here') },
    ]);
  });

  it('survives schemas that are defined by nothing but themselves', async () => {
    const schemas = { A: { allOf: [ref('A')] }, B: { oneOf: [ref('B'), { type: 'null' }] } };
    const { sdl } = await importOf({ '/a': get(ref('A')), '/b': get(ref('B')) }, { schemas });
    expect(lines(sdl)).toEqual(expect.arrayContaining(['a: JSON', 'b: JSON']));
  });

  it('keeps recursive input types, with a way out of each circle', async () => {
    const Node = {
      type: 'object',
      required: ['parent'],
      properties: { parent: ref('Node'), name: { type: 'string' } },
    };
    const post = {
      post: {
        operationId: 'addNode',
        requestBody: { required: true, ...json(ref('Node')) },
        responses: { 204: { description: 'ok' } },
      },
    };
    const { sdl } = await importOf({ '/nodes': post }, { schemas: { Node } });
    expect(lines(sdl)).toEqual(expect.arrayContaining(['input: NodeInput!', 'parent: NodeInput']));
    expect(sdl).toContain('body: "$args.input"');
  });

  it('keeps nulls, enums, deprecation, descriptions and tags', async () => {
    const Pet = {
      type: 'object',
      required: ['size', 'note', 'odd'],
      properties: {
        size: { type: 'string', enum: ['S', 'M'] },
        note: { type: ['string', 'null'], description: 'What """ was said' },
        odd: { type: 'string', enum: ['a b', 'true'] },
        old: { type: 'string', deprecated: true },
        secret: { type: 'string', writeOnly: true },
      },
    };
    const more = { operationId: 'getPet', tags: ['Pet Store'], deprecated: true, summary: 'One pet' };
    const { sdl, notes } = await importOf({ '/pet': get(ref('Pet'), more) }, { schemas: { Pet } });
    expect(lines(sdl)).toEqual(
      expect.arrayContaining([
        '"One pet"',
        '@deprecated',
        '@tag(name: "pet-store")',
        'size: PetSize!',
        'note: String',
        'odd: String!',
        'old: String @deprecated',
      ]),
    );
    expect(sdl).not.toContain('secret');
    expect(notes.map(({ subject }) => subject)).toEqual(['enum PetOdd']);
  });

  it('takes integers for Int unless they are shown to be larger', async () => {
    const Sizes = {
      type: 'object',
      properties: {
        plain: { type: 'integer' },
        large: { type: 'integer', maximum: 2_147_483_648 },
        just: { type: 'integer', maximum: 2_147_483_647 },
        exact: { type: 'number', format: 'decimal' },
      },
    };
    const { sdl } = await importOf({ '/sizes': get(ref('Sizes')) }, { schemas: { Sizes } });
    expect(lines(sdl)).toEqual(expect.arrayContaining(['plain: Int', 'large: Long', 'just: Int', 'exact: Decimal']));
  });

  it('maps credentials and errors, the secrets left to the configuration', async () => {
    const root = {
      security: [{ key: [] }],
      components: {
        schemas: { Problem: { type: 'object', properties: { detail: { type: 'string' }, code: { type: 'integer' } } } },
        securitySchemes: {
          key: { type: 'apiKey', in: 'header', name: 'X-Key' },
          bearer: { type: 'http', scheme: 'bearer' },
        },
      },
    };
    const responses = { 200: json({ type: 'string' }), default: json(ref('Problem')) };
    const { sdl, notes } = await importOf(
      {
        '/a': { get: { responses } },
        '/b': { get: { responses } },
        '/c': { get: { responses, security: [{ bearer: [] }] } },
      },
      { root },
    );
    expect(sdl).toContain('headers: [{ name: "X-Key", value: "{$config.key}" }]');
    expect(sdl).toContain('headers: [{ name: "Authorization", value: "Bearer {$config.bearer}" }]');
    expect(sdl).toContain('errors: { message: "detail", extensions: "problem: { code: code? }" }');
    expect(notes.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['attention', 'security scheme "key"'],
      ['attention', 'security scheme "bearer"'],
    ]);
  });

  it('lists every operation that it leaves out, with the reason', async () => {
    const binary = { 200: { description: 'ok', content: { 'image/png': {} } } };
    const file = { required: true, content: { 'multipart/form-data': { schema: { type: 'object' } } } };
    const { notes, counts } = await importOf({
      '/ok': get({ type: 'string' }),
      '/image': { get: { responses: binary }, head: { responses: binary } },
      '/file': { post: { requestBody: file, responses: { 204: { description: 'ok' } } } },
      '/matrix/{a}': get(
        { type: 'string' },
        { parameters: [{ name: 'a', in: 'path', required: true, style: 'matrix', schema: { type: 'string' } }] },
      ),
      '/unknown/{b}': get({ type: 'string' }),
    });
    expect(counts).toMatchObject({ operations: 6, imported: 1, notExpressible: 5 });
    expect(notes.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
      'omitted GET /image',
      'omitted HEAD /image',
      'omitted POST /file',
      'omitted GET /matrix/{a}',
      'omitted GET /unknown/{b}',
    ]);
  });

  it('imports what include names and exclude does not', async () => {
    const paths = {
      '/pets': get({ type: 'string' }, { operationId: 'listPets', tags: ['pets'] }),
      '/cats': get({ type: 'string' }, { operationId: 'listCats', tags: ['pets'] }),
      '/admin': get({ type: 'string' }, { operationId: 'admin' }),
    };
    const { operations, counts } = await importOf(paths, { options: { include: ['pets'], exclude: ['list*ats'] } });
    expect(operations).toEqual([{ subject: 'GET /pets', coordinate: 'Query.pets' }]);
    expect(counts.filtered).toBe(2);
  });

  it('reads the older form as well', async () => {
    const document = {
      swagger: '2.0',
      info: { title: 'Old', version: '1' },
      host: 'old.example',
      basePath: '/v1',
      paths: {
        '/pets': {
          get: {
            operationId: 'findPets',
            parameters: [
              { name: 'tags', in: 'query', type: 'array', items: { type: 'string' }, collectionFormat: 'pipes' },
            ],
            responses: { 200: { description: 'ok', schema: { type: 'array', items: { $ref: '#/definitions/Pet' } } } },
          },
          post: {
            operationId: 'addPet',
            consumes: ['application/x-www-form-urlencoded'],
            parameters: [{ name: 'name', in: 'formData', type: 'string', required: true }],
            responses: { 201: { description: 'ok' } },
          },
        },
      },
      definitions: { Pet: { type: 'object', properties: { name: { type: 'string', 'x-nullable': true } } } },
    };
    const { sdl } = await importOpenApi(writeDocument(document));
    expect(sdl).toContain('baseURL: "https://old.example/v1"');
    expect(sdl).toContain("tags: $args.tags?->joinNotNull('|')");
    expect(sdl).toContain('headers: [{ name: "Content-Type", value: "application/x-www-form-urlencoded" }]');
  });

  it.each([
    ['a later version', { openapi: '4.0.0' }, 'OpenAPI 4.0.0 is not supported, only 2.0 to 3.2'],
    ['AsyncAPI', { asyncapi: '2.6.0' }, 'no OpenAPI document: it is an AsyncAPI document'],
    ['anything else', { title: 'x' }, 'no OpenAPI document: neither "openapi" nor "swagger" says which version it is'],
    ['a list', [1], 'expected an object at the top'],
    ['no YAML', 'a: [', 'not readable as JSON or YAML'],
    ['no operation', { openapi: '3.0.0', paths: {} }, 'there is no operation that a query could call: no path has one'],
  ])('refuses %s', async (_case, document, message) => {
    await expect(importOpenApi(writeDocument(document))).rejects.toThrow(message);
  });
});
