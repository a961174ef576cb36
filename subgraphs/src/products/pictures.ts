import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Catalogue } from '../shop-data/catalogue.js';
import { indexBy } from '../shop-data/group-by.js';
import { pictureOf, pictureWidths } from './picture.js';

const oneDaySeconds = 86_400;

/** Adds `GET /images/<sku>.svg?width=N`: 404 for a SKU that is not sold, 400 for a width out of bounds. */
export function registerPictures(server: FastifyInstance, { products }: Catalogue): void {
  const productBySku = indexBy(products, ({ sku }) => sku);
  const { least, most, usual } = pictureWidths;
  const querystring = {
    type: 'object',
    properties: { width: { type: 'integer', minimum: least, maximum: most, default: usual } },
  };
  server.get<{ Params: { sku: string }; Querystring: { width: number } }>(
    '/images/:sku.svg',
    { schema: { querystring } },
    (request, reply) => {
      const product = productBySku.get(request.params.sku);
      if (product === undefined) return reply.code(404).type('text/plain').send('There is no such picture\n');
      const picture = pictureOf(product, request.query.width);
      const etag = `"${createHash('sha256').update(picture).digest('base64url').slice(0, 22)}"`;
      reply.header('etag', etag).header('cache-control', `public, max-age=${oneDaySeconds}`);
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      return reply.type('image/svg+xml').send(picture);
    },
  );
}
