import { readFileSync } from 'node:fs';
import { adminAddress, gateway, identity, phone, storefront } from './parts.mjs';

/** The SKU that the printed commands ask for. */
const SKU = 'FX-10001';

/** The mobile graph answers what its app was released with: the operation's id stands for its text. */
const mobileRequest = {
  documentId: `sha256:${persistedId('ProductScreen')}`,
  variables: { sku: SKU, width: 320, postcode: '10115', withDelivery: true },
};

const webQuery = `{ productPage(sku: "${SKU}") { product { name priceLabel { text } deliveryQuote(postcode: "10115") { promise carrier { name } } reviews(first: 2) { edges { node { stars title author { displayName } } } } } } }`;

/**
 * A request that works when pasted into a shell.
 *
 * @param {string} path The client graph's path.
 * @param {object} request Without single quotes.
 */
function curl(path, request) {
  return `curl -s ${url(gateway.address)}${path} -H 'content-type: application/json' -d '${JSON.stringify(request)}'`;
}

/**
 * The id of an operation in the manifest of the phone's app.
 *
 * @param {string} operationName
 * @returns {string}
 */
function persistedId(operationName) {
  const file = new URL('../../bff-mobile/manifests/phone/1.0.0.json', import.meta.url);
  /** @type {{ operations: { name: string, id: string }[] }} */
  const { operations } = JSON.parse(readFileSync(file, 'utf8'));
  return operations.find(({ name }) => name === operationName)?.id ?? '';
}

/** @param {{ host: string, port: number }} address */
function url({ host, port }) {
  return `http://${host}:${port}`;
}

/** What is said when the shop is ready. */
export const welcome = `
The shop is ready. Ctrl-C ends it.

  storefront page   ${url(storefront.address)}/
  phone page        ${url(phone.address)}/
  web graph         ${url(gateway.address)}/web/graphql     (in a browser: GraphiQL)
  mobile graph      ${url(gateway.address)}/mobile/graphql
  sign-in server    ${url(identity.address)}/.well-known/openid-configuration
  health            ${url(adminAddress)}/health/ready

Sign in on either page as ada (password demo-ada) or grace (password demo-grace).

The phone's product screen, by the id of its operation:
${curl('/mobile/graphql', mobileRequest)}

The storefront's product page, from GraphQL, REST and SOAP in one answer:
${curl('/web/graphql', { query: webQuery })}

`;
