/**
 * @typedef {object} User
 * @property {string} id
 * @property {string} name
 * @property {string} username
 * @property {number} birthYear
 */

/**
 * @typedef {object} Product
 * @property {string} upc
 * @property {string} name
 * @property {number} price In cents.
 * @property {number} weight In grams.
 * @property {boolean} inStock
 */

/**
 * @typedef {object} Review
 * @property {string} id
 * @property {string} body
 * @property {User} author
 * @property {Product} product
 */

const people = ['Ada Brandt', 'Bo Eklund', 'Cleo Haddad', 'Dan Ivarsson', 'Esi Mensah', 'Finn Okafor'];
const goods = ['Tent', 'Stove', 'Rope', 'Lantern', 'Backpack', 'Kettle', 'Compass', 'Hammock', 'Axe'];
const remarks = [
  'Held up through three nights of rain and a morning of hail, and dried within an hour once the sun came out again.',
  'Lighter than what I carried before, though the straps could be longer for tall people in winter clothes.',
  'Arrived with a scratch that does not matter; the shop answered my letter on the same day and was kind about it.',
  'My second one: the first went down a river in spring, which was no fault of its own but entirely of mine.',
  'Good for a weekend, and for longer trips I would take the bigger one, since this fills up quickly with food inside.',
];
const verdicts = [
  'I would buy it again, have done so, and told my neighbours to.',
  'Four stars out of five: one is missing because of the zip.',
  'Not for beginners, I think, but those who know will like it a lot.',
];

/** @type {readonly User[]} */
export const users = people.map((name, index) => ({
  id: `u${index + 1}`,
  name,
  username: name.split(' ')[0]?.toLowerCase() ?? '',
  birthYear: 1970 + 3 * index,
}));

/** @type {readonly Product[]} Prices on both sides of the one above which shipping is free. */
export const products = goods.map((name, index) => ({
  upc: `p${index + 1}`,
  name,
  price: 900 + ((index * 7) % goods.length) * 2_450,
  weight: 150 * (index + 2),
  inStock: index % 3 !== 1,
}));

const reviewedProducts = 6;

/** @type {readonly Review[]} Four for each of six products and four by each of six users; three products have none. */
export const reviews = Array.from({ length: 4 * reviewedProducts }, (_, index) => ({
  id: `r${index + 1}`,
  body: `${remarks[index % remarks.length]} ${remarks[(index * 3 + 1) % remarks.length]} ${verdicts[index % verdicts.length]}`,
  author: at(users, (index * 5 + Math.floor(index / users.length)) % users.length),
  product: at(products, index % reviewedProducts),
}));

/**
 * @template T
 * @param {readonly T[]} list
 * @param {number} index
 * @returns {T}
 */
function at(list, index) {
  const item = list[index];
  if (item === undefined) throw new RangeError(`No item at ${index}: there are ${list.length}`);
  return item;
}
