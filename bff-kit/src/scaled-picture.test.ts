import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { scaledPicture } from './scaled-picture.js';

const imageUrl = 'http://127.0.0.1:4101/images/FX-10001.svg';

test('scaledPicture() asks the picture server for a width', () => {
  expect(scaledPicture(imageUrl, { width: 320, maxWidth: 1024 })).toEqual({ url: `${imageUrl}?width=320`, width: 320 });
});

test('scaledPicture() keeps what the address asks for already, and overrides its width', () => {
  expect(scaledPicture(`${imageUrl}?colour=sea%20blue&width=9`, { width: 64, maxWidth: 1024 }).url).toBe(
    `${imageUrl}?colour=sea+blue&width=64`,
  );
});

test.each([16, 1024])('scaledPicture() takes the bound %i', (width) => {
  expect(scaledPicture(imageUrl, { width, maxWidth: 1024 }).width).toBe(width);
});

test.each([-1, 0, 15, 1025])('scaledPicture() refuses %i pixels as the client’s mistake', (width) => {
  const call = () => scaledPicture(imageUrl, { width, maxWidth: 1024 });
  expect(call).toThrow(
    new GraphQLError(`Cannot scale a picture to ${width} pixels: the width must be 16 to 1024`, {
      extensions: { code: 'BAD_USER_INPUT' },
    }),
  );
  expect(call).toThrow(expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } }));
});
