import type { Colour } from '../types.js';

/** Every colour of the shop, by name. */
export const colours: ReadonlyMap<string, Colour> = new Map(
  Object.entries({
    moss: '#6b7f4a',
    fern: '#4f8a5b',
    pine: '#2f5d50',
    slate: '#5b6b7a',
    charcoal: '#3d4248',
    ink: '#2b3a5c',
    sky: '#6fa8c9',
    glacier: '#a5c8d1',
    ember: '#d9603b',
    rust: '#a8502f',
    clay: '#b9795a',
    ochre: '#d1a03c',
    sand: '#cdb48c',
    oat: '#d9cdb8',
    plum: '#74466b',
    berry: '#a83f5c',
    cream: '#e9dfc9',
    steel: '#9aa5ad',
    walnut: '#6e4b35',
    copper: '#b8744c',
  }).map(([name, hex]) => [name, { name, hex }]),
);
