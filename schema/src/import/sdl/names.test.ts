import { describe, expect, it } from 'vitest';
import { NameRegistry, nameKeys, singular, toFieldName, toPascalCase } from './names.js';
import { shortenNames } from './shorten-names.js';

describe('toFieldName()', () => {
  it.each([
    ['display_name', 'displayName'],
    ['sort-by', 'sortBy'],
    ['_id', 'id'],
    ['@type', 'type'],
    ['CountryCode', 'countryCode'],
    ['photoURLs', 'photoURLs'],
    ['PhotoURLs', 'photoUrls'],
    ['user_IDs', 'userIds'],
    ['XMLReply', 'xmlReply'],
    ['Höhe in cm', 'hoheInCm'],
    ['2fa', '_2fa'],
  ])('calls the field of %s %s', (key, name) => {
    expect(toFieldName(key)).toBe(name);
  });
});

describe('nameKeys()', () => {
  it('gives each key a name of its own, those that are names first', () => {
    expect([...nameKeys(['_id', 'user_id', 'id', 'userId', 'ID'])]).toEqual([
      ['id', 'id'],
      ['userId', 'userId'],
      ['_id', '_id'],
      ['user_id', 'user_id'],
      ['ID', 'ID'],
    ]);
  });

  it('has a name for what has no letter in it', () => {
    expect(Object.fromEntries(nameKeys(['$', '用户', '__typename', '-']))).toEqual({
      $: '_unnamed',
      用户: '_unnamed2',
      __typename: 'typename',
      '-': '_unnamed3',
    });
  });
});

describe('shortenNames()', () => {
  it('leaves out packages and endings that say nothing', () => {
    expect([...shortenNames(['com.example.Pet', 'ToyDto', 'album_object', 'Object', 'Model', 'Owner'])]).toEqual([
      ['com.example.Pet', 'Pet'],
      ['ToyDto', 'Toy'],
      ['album_object', 'Album'],
    ]);
  });

  it('leaves names alone that would mean two types', () => {
    expect([...shortenNames(['a.Pet', 'b.Pet', 'Toy', 'ToyDto', 'HatModel', 'HatSchema'])]).toEqual([]);
  });
});

describe('singular()', () => {
  it.each([
    ['pets', 'pet'],
    ['categories', 'category'],
    ['boxes', 'box'],
    ['status', 'status'],
    ['series', 'series'],
    ['glass', 'glass'],
  ])('takes %s for %s', (plural, one) => {
    expect(singular(plural)).toBe(one);
  });
});

describe('NameRegistry', () => {
  it('numbers the last name when all are taken, and takes none that GraphQL does not', () => {
    const names = new NameRegistry(['pet']);
    expect([names.take('pet', 'dog'), names.take('pet', 'dog'), names.take('1st'), names.take('__a', 'a')]).toEqual([
      'dog',
      'dog2',
      '_unnamed',
      'a',
    ]);
  });

  it('makes one name of Pascal case of another', () => {
    expect([toPascalCase('pet-by id'), toPascalCase('XMLReply'), toPascalCase('3d model')]).toEqual([
      'PetById',
      'XMLReply',
      '_3dModel',
    ]);
  });
});
