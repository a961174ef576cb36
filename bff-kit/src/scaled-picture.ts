import { GraphQLError } from 'graphql';

/** Smallest width a picture is scaled to, in pixels: below it nothing can be made out. */
const minWidth = 16;

/** A picture of one width. */
export interface ScaledPicture {
  readonly url: string;
  /** In pixels. */
  readonly width: number;
}

/**
 * Addresses a picture scaled to a width; the picture server scales it.
 *
 * @param imageUrl Absolute address of the full-size picture. Its other query parameters stay.
 * @param options.width Asked for by the client, in pixels, 16 to `maxWidth`.
 * @param options.maxWidth Widest picture this client graph offers, in pixels.
 * @throws {GraphQLError} BAD_USER_INPUT when `width` is out of bounds.
 * @throws {TypeError} when `imageUrl` is not an absolute address.
 */
export function scaledPicture(imageUrl: string, options: { width: number; maxWidth: number }): ScaledPicture {
  const { width, maxWidth } = options;
  if (width < minWidth || width > maxWidth) {
    throw new GraphQLError(`Cannot scale a picture to ${width} pixels: the width must be ${minWidth} to ${maxWidth}`, {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
  const url = new URL(imageUrl);
  url.searchParams.set('width', String(width));
  return { url: url.href, width };
}
