import { adminAddress, gateway, identity, phone, storefront } from './parts.mjs';

/** The SKU that the printed commands ask for. */
const SKU = 'FX-10001';

const mobileQuery = `{ productScreen(sku: "${SKU}") { product { name priceLabel availabilityLabel thumbnail(width: 320) { url } deliveryQuote(postcode: "10115") { promise } } } }`;

const webQuery = `{ productPage(sku: "${SKU}") { product { name priceLabel { text } deliveryQuote(postcode: "10115") { promise carrier { name } } reviews(first: 2) { edges { node { stars title author { displayName } } } } } } }`;

/**
 * A request that works when pasted into a shell.
 *
 * @param {string} path The client graph's path.
 * @param {string} query Without single quotes.
 */
function curl(path, query) {
  return `curl -s ${url(gateway.address)}${path} -H 'content-type: application/json' -d '${JSON.stringify({ query })}'`;
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

The phone's product screen:
${curl('/mobile/graphql', mobileQuery)}

The storefront's product page, from GraphQL, REST and SOAP in one answer:
${curl('/web/graphql', webQuery)}

`;
