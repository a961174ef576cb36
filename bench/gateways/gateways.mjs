import { facetGateway } from './facet.mjs';
import { hiveJsGateway, hiveRustGateway } from './hive.mjs';
import { stockGateway } from './stock.mjs';

/** @typedef {import('./gateway.mjs').Gateway} Gateway */

/** @type {readonly Gateway[]} In the order in which they are shown. */
export const gateways = [facetGateway, stockGateway, hiveJsGateway, hiveRustGateway];
