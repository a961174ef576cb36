import { describe, expect, it } from 'vitest';
import { negotiateMediaType, responseMediaTypes } from './negotiate-media-type.js';

const graphql = 'application/graphql-response+json';
const json = 'application/json';

describe('negotiateMediaType()', () => {
  it.each([
    [undefined, json],
    ['', json],
    ['*/*', json],
    ['application/*', json],
    [json, json],
    ['APPLICATION/JSON; charset=utf-8', json],
    [`${graphql}, ${json};q=0.9`, graphql],
    [`${json}, ${graphql}`, json],
    [`${json};q=0.5, ${graphql};q=0.6`, graphql],
    [`${json}, */*;q=0.1`, json],
    [`*/*, ${json}`, json],
    [`${graphql};q=0, */*`, json],
    [`${json};q=0, */*`, graphql],
    [`${graphql}, */*`, graphql],
    [`${json};q=nonsense`, json],
    [`multipart/mixed;deferSpec=20220824, ${json}`, json],
    ['text/html', undefined],
    [`${json};q=0, ${graphql};q=0.000`, undefined],
    ['garbage', undefined],
  ])('chooses for %j %s', (accept, expected) => {
    expect(negotiateMediaType(accept, responseMediaTypes)).toBe(expected);
  });

  it('takes the Accept header of a browser for one of text/html', () => {
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';
    expect(negotiateMediaType(accept, [...responseMediaTypes, 'text/html'])).toBe('text/html');
    expect(negotiateMediaType('*/*', [...responseMediaTypes, 'text/html'])).toBe(json);
  });
});
