import { gateways } from './gateways.mjs';

/**
 * A gateway in one of its modes.
 *
 * @typedef {object} Variant
 * @property {string} name `GATEWAY`, or `GATEWAY+MODE` for another mode than `none`.
 * @property {string} title
 * @property {import('./gateway.mjs').Gateway} gateway
 * @property {import('./gateway.mjs').Mode} mode
 */

/** @type {Readonly<Record<import('./gateway.mjs').Mode, string>>} */
const modeTitles = { none: '', calls: ', calls shared', sharing: ', requests shared' };

/**
 * @param {readonly string[]} names Gateways.
 * @param {readonly import('./gateway.mjs').Mode[]} modes
 * @returns {Variant[]} Each gateway in each of these modes that it has.
 */
export function variantsOf(names, modes) {
  return gateways
    .filter(({ name }) => names.includes(name))
    .flatMap((gateway) =>
      gateway.modes
        .filter((mode) => modes.includes(mode))
        .map((mode) => ({
          name: mode === 'none' ? gateway.name : `${gateway.name}+${mode}`,
          title: `${gateway.title}${modeTitles[mode]}`,
          gateway,
          mode,
        })),
    );
}
