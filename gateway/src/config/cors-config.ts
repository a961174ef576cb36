import { z } from 'zod';

/** A host's label, or `*` for any one; ports likewise. Each star has a place of its own, so that matching takes linear time. */
const label = String.raw`(\*|[A-Za-z0-9_-]+)`;
const port = String.raw`(:(\d{1,5}|\*))?`;
const origin = new RegExp(String.raw`^(\*|https?:[/]{2}(${label}(\.${label})*|\[[0-9A-Fa-f:.]+\])${port})$`);

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/);

/** Which pages of other origins may call a client graph, and how. */
export const corsConfig = z
  .strictObject({
    origins: z
      .array(z.string().regex(origin))
      .default([])
      .describe(
        'Origins whose pages may call it from a browser, such as `https://shop.example`. `*` in the place of a whole label or port stands for any one: `https://*.shop.example`, `http://localhost:*`. `*` alone: any origin. Empty: none.',
      ),
    credentials: z
      .boolean()
      .default(false)
      .describe(
        'Whether browsers may send cookies and client certificates along. Not with the origin `*`. Tokens in `Authorization` need it not.',
      ),
    allowedHeaders: z
      .array(headerName)
      .min(1)
      .max(100)
      .optional()
      .describe('Headers that pages may send; `Content-Type` always is. Absent: whatever they ask for.'),
    exposedHeaders: z
      .array(headerName)
      .max(100)
      .default([])
      .describe('Headers of answers that pages may read, beside `X-Correlation-ID` and those that every page may.'),
    maxAgeSeconds: z
      .int()
      .min(0)
      .max(86_400)
      .default(600)
      .describe('How long browsers may remember what is allowed, in seconds. They have bounds of their own.'),
    privateNetwork: z
      .boolean()
      .default(false)
      .describe('Whether pages of public origins may call it on a private network, where browsers ask for that.'),
  })
  .refine(({ origins, credentials }) => !(credentials && origins.includes('*')), {
    path: ['credentials'],
    error: 'Credentials need origins with names: with "*" any page could act as the user',
  });

/** `cors` of `facet.bff.yaml`, defaults filled in. */
export type CorsConfig = z.infer<typeof corsConfig>;
