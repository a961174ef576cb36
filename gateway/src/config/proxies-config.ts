import { z } from 'zod';
import { addressRange } from './address-range.js';

/** Proxies and load balancers in front of the gateway. */
export const proxiesConfig = z
  .strictObject({
    trusted: z
      .array(addressRange)
      .default([])
      .describe(
        'Addresses and ranges (CIDR) of the proxies that are believed. Everybody else’s `header` and PROXY headers are not. All that can reach the gateway from there can claim any address.',
      ),
    header: z
      .enum(['x-forwarded-for', 'forwarded', 'none'])
      .default('x-forwarded-for')
      .describe(
        'The header in which they say whom they forward for. Only this one is read: the proxies have to set it, or append to it.',
      ),
    proxyProtocol: z
      .boolean()
      .default(false)
      .describe(
        'Whether each of their connections begins with a PROXY header, version 1 or 2. Then one that does not is closed.',
      ),
  })
  .refine(({ trusted, proxyProtocol }) => !proxyProtocol || trusted.length > 0, {
    path: ['proxyProtocol'],
    message: 'The PROXY protocol needs `trusted`: it is read from these peers only',
  });

/** Proxies and load balancers in front of the gateway. */
export type ProxiesConfig = Readonly<z.infer<typeof proxiesConfig>>;
