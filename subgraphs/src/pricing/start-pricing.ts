import type { FastifyInstance } from 'fastify';
import { fixedPortOf } from '../server/fixed-ports.js';
import type { RunningSource, SourceOptions } from '../server/running-source.js';
import { readSourceFile } from '../server/source-file.js';
import { type SourceTools, startSourceServer } from '../server/source-server.js';
import { exampleShop } from '../shop-data/shop.js';
import { createPriceBook } from './price-book.js';
import { versionOf } from './soap-request.js';
import { createSoapService, loadWsdl, type SoapService } from './soap-service.js';
import { type Credentials, createTokenChecker } from './username-token.js';

/** Options of `startPricing`. */
export interface PricingOptions extends SourceOptions {
  /** Who may call. Default: the example's `facet` and `demo-pricing-password`. */
  readonly credentials?: Partial<Credentials> | undefined;
  /** The clock that tokens are checked by, in milliseconds since 1970. Default: the system's. */
  readonly now?: () => number;
}

/** The example's credentials, as in `example.env`. */
export const demoCredentials: Credentials = { username: 'facet', password: 'demo-pricing-password' };

/**
 * Starts the prices: SOAP 1.1 and 1.2 at `/pricing`, the WSDL at `/pricing?wsdl`.
 *
 * @throws {PortInUseError} when another process listens on the port.
 */
export function startPricing(options: PricingOptions = {}): Promise<RunningSource> {
  return startSourceServer(
    {
      name: 'pricing',
      fixedPort: fixedPortOf('pricing'),
      path: '/pricing',
      async register(server, tools) {
        const wsdlText = await readSourceFile('pricing', 'pricing.wsdl');
        const tokens = createTokenChecker({ ...demoCredentials, ...options.credentials }, options.now);
        const service = createSoapService(await loadWsdl(wsdlText), createPriceBook(exampleShop().prices), tokens);
        registerWsdl(server, tools, wsdlText);
        registerCalls(server, tools, service);
      },
    },
    options,
  );
}

function registerWsdl(server: FastifyInstance, tools: SourceTools, wsdlText: string): void {
  server.get('/pricing', (request, reply) => {
    tools.record(request);
    if (!Object.keys(request.query as object).some((key) => key.toLowerCase() === 'wsdl')) {
      return reply.code(405).header('allow', 'POST').type('text/plain').send('Send SOAP by POST, or ask for ?wsdl\n');
    }
    // The file has the fixed port; whoever reads it here must be led back here.
    const text = wsdlText.replaceAll(/(?<=address location=")[^"]*/g, `${tools.origin()}/pricing`);
    return reply.type('text/xml; charset=utf-8').send(text);
  });
}

function registerCalls(server: FastifyInstance, tools: SourceTools, service: SoapService): void {
  server.addContentTypeParser(['text/xml', 'application/soap+xml'], { parseAs: 'string' }, (_, body, done) =>
    done(null, body),
  );
  server.post('/pricing', (request, reply) => {
    const version = versionOf(request.headers['content-type']);
    if (version === undefined)
      return reply.code(415).type('text/plain').send('Send text/xml or application/soap+xml\n');
    const answer = service(version, String(request.body));
    const itemCount = answer.request?.args.get('sku')?.length ?? 1;
    tools.record(request, { operation: answer.request?.operation, itemCount });
    return reply.code(answer.status).header('content-type', answer.contentType).send(answer.xml);
  });
}
