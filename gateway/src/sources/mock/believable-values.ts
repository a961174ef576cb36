// The one file that loads the library, and is itself loaded when a source is mocked.
import type { Faker } from '@faker-js/faker';
import { faker } from '@faker-js/faker/locale/en';
import { kebabCase, population } from './mock-keys.js';

/** What a value is made for. */
export interface ValuePlace {
  /** Name of the scalar. */
  readonly scalar: string;
  readonly field: string;
  /** Name of the type that has the field. */
  readonly parent: string;
}

/** A way to make a value, for names that match. */
type Rule = readonly [name: RegExp, make: (random: Faker, place: ValuePlace) => unknown];

const period = { from: '2023-01-01T00:00:00Z', to: '2025-12-31T00:00:00Z' };
const dateTime: Rule[1] = (random) => random.date.between(period).toISOString();
const date: Rule[1] = (random) => random.date.between(period).toISOString().slice(0, 10);
const time: Rule[1] = (random) => random.date.between(period).toISOString().slice(11, 19);
const sentence: Rule[1] = (random) => random.lorem.sentence();
// Nobody's: names and numbers that are set aside for examples.
const email: Rule[1] = (random) => random.internet.exampleEmail().toLowerCase();
const url: Rule[1] = (random) => `https://www.example.com/${random.lorem.slug(2)}`;
const phone: Rule[1] = (random) => `+1202555${random.number.int({ min: 100, max: 199 }).toString().padStart(4, '0')}`;
const address: Rule[1] = (random) => `192.0.2.${random.number.int({ min: 1, max: 254 })}`;
const amount = (random: Faker): number => random.number.float({ min: 1, max: 500, fractionDigits: 2 });
const whole =
  (min: number, max: number): Rule[1] =>
  (random) =>
    random.number.int({ min, max });

/** Names of things, by the type that has them. */
const names: readonly Rule[] = [
  [
    /user|person|people|customer|author|account|employee|contact|member|writer|owner|patient|student/,
    (random) => random.person.fullName(),
  ],
  [
    /company|brand|vendor|supplier|manufacturer|carrier|organi[sz]ation|merchant|publisher|shop|store/,
    (random) => random.company.name(),
  ],
  [/categor|department|section/, (random) => random.commerce.department()],
  [/product|item|article|variant|offer/, (random) => random.commerce.productName()],
  [/book|publication/, (random) => random.book.title()],
  [/song|track|album/, (random) => random.music.songName()],
  [/city|town/, (random) => random.location.city()],
  [/country/, (random) => random.location.country()],
  [/file|document|attachment/, (random) => random.system.fileName()],
];

/** By the words of a field's name, most telling first; `-` stands between words. */
const texts: readonly Rule[] = [
  [/\bu?uid$|\bguid$/, (random) => random.string.uuid()],
  [/e-?mail/, email],
  [
    /\b(image|photo|picture|avatar|thumbnail|logo|icon)\b/,
    (random) => random.image.dataUri({ width: 640, height: 480, type: 'svg-base64' }),
  ],
  [/\b(url|uri|href|link|website|homepage)$/, url],
  [/\b(first|given)-?name/, (random) => random.person.firstName()],
  [/\b(last|family|sur)-?name/, (random) => random.person.lastName()],
  [/\b(user-?name|login|nick-?name|handle)$/, (random) => random.internet.username()],
  [/\bfull-?name$|\b(author|writer|owner|recipient|customer)$/, (random) => random.person.fullName()],
  [/\b(phone|mobile|fax|tel)/, phone],
  [/\bcountry-?code$/, (random) => random.location.countryCode()],
  [/\bcountry$/, (random) => random.location.country()],
  [/\b(post-?code|postal-?code|zip|zip-?code)$/, (random) => random.location.zipCode()],
  [/\b(city|town|place)$/, (random) => random.location.city()],
  [/\b(state|region|province)$/, (random) => random.location.state()],
  [/\bstreet/, (random) => random.location.streetAddress()],
  [/\baddress$/, (random) => random.location.streetAddress({ useFullAddress: true })],
  [
    /\b(company|brand|vendor|supplier|manufacturer|organi[sz]ation|carrier)(-name)?$/,
    (random) => random.company.name(),
  ],
  [/\bcurrency(-code)?$/, (random) => random.finance.currencyCode()],
  [/\biban$/, (random) => random.finance.iban()],
  [/\b(price|amount|cost|total|fee)$/, (random) => amount(random).toFixed(2)],
  [/\b(locale|language)(-code)?$/, (random) => random.helpers.arrayElement(['en', 'de', 'fr', 'es', 'nl', 'pl'])],
  [/\b(time-?zone)$/, (random) => random.location.timeZone()],
  [/\bcolou?r$/, (random) => random.color.human()],
  [/\b(category|department)(-name)?$/, (random) => random.commerce.department()],
  [/\bisbn/, (random) => random.commerce.isbn()],
  [/\b(ean|gtin|barcode)/, (random) => random.string.numeric(13)],
  [/\b(sku|code|number|reference)$/, (random) => random.string.alphanumeric({ length: 8, casing: 'upper' })],
  [/\bslug$/, (random) => random.lorem.slug(2)],
  [/\b(file-?name)$/, (random) => random.system.fileName()],
  [/\bmime|\b(media|content)-type$/, (random) => random.system.mimeType()],
  [/\bversion$/, (random) => random.system.semver()],
  [/\bip(-address)?$/, address],
  [/\b(hash|checksum|token|etag)$/, (random) => random.string.hexadecimal({ length: 32, prefix: '', casing: 'lower' })],
  [/\bcursor$/, (random) => random.string.alphanumeric(12)],
  [/\b(at|timestamp|date-?time)$/, dateTime],
  [/\b(on|date|day|birthday|since|until|earliest|latest)$/, date],
  [/\btime$/, time],
  [/\b(description|body|text|content|message|comment|bio|summary|note|notes|reason|details?)$/, sentence],
  [/\b(title|headline|subject)$/, (random, place) => nameOf(random, place)],
  [/\bstatus$/, (random) => random.helpers.arrayElement(['active', 'pending', 'closed'])],
  [/\b(job|role|position)(-title)?$/, (random) => random.person.jobTitle()],
  [/\b(tags?|keywords?|type|kind|label|unit)$/, (random) => random.word.noun()],
  [/\b(name|display-name|label)$/, (random, place) => nameOf(random, place)],
];

const integers: readonly Rule[] = [
  [/\b(year)$/, whole(1990, 2025)],
  [/\bage$/, whole(18, 90)],
  [/\b(stars|rating|score|rank|priority|level)$/, whole(1, 5)],
  [/\b(percent|percentage|progress)$/, whole(0, 100)],
  [/\b(cents|pence|minor)\b/, whole(100, 50_000)],
  [/\b(price|amount|cost|fee)$/, whole(1, 500)],
  [/\b(count|quantity|stock|total|size|number-of.*|available|in-stock)$/, whole(0, 100)],
  [/\b(page|index|position|offset)$/, whole(0, 10)],
  [/\b(hours?|days?|minutes?|seconds?|weeks?|months?)$/, whole(1, 60)],
];

const decimals: readonly Rule[] = [
  [/\b(price|amount|cost|fee|total|tax|discount|balance)/, (random) => amount(random)],
  [/\blat(itude)?$/, (random) => random.location.latitude()],
  [/\b(lon|lng|longitude)$/, (random) => random.location.longitude()],
  [/\b(average|rating|stars|score)$/, (random) => random.number.float({ min: 1, max: 5, fractionDigits: 1 })],
  [/\b(ratio|share|probability)$/, (random) => random.number.float({ min: 0, max: 1, fractionDigits: 3 })],
  [/\b(percent|percentage|rate)$/, (random) => random.number.float({ min: 0, max: 100, fractionDigits: 1 })],
];

/** A client that follows pages to the last one must come to an end. */
const booleans: readonly Rule[] = [
  [/^has-(next|previous)-page$/, () => false],
  [/./, (random) => random.datatype.boolean()],
];

/** Scalars of one's own, by their names. What the field is called decides where none matches. */
const scalars: readonly Rule[] = [
  [/date-?time|timestamp|instant/, dateTime],
  [/date/, date],
  [/time-?zone/, (random) => random.location.timeZone()],
  [/duration|period/, (random) => `PT${random.number.int({ min: 1, max: 90 })}M`],
  [/time/, time],
  [/uuid|guid/, (random) => random.string.uuid()],
  [/ur[il]$/, url],
  [/e-?mail/, email],
  [/phone/, phone],
  [/currency/, (random) => random.finance.currencyCode()],
  [/country/, (random) => random.location.countryCode()],
  [/locale|language/, (random) => random.helpers.arrayElement(['en', 'de', 'fr'])],
  [
    /json|object|\bmap$|\bany$/,
    (random) => ({ id: random.number.int({ min: 1, max: 1000 }), name: random.word.noun() }),
  ],
  [/decimal|money|numeric/, (random) => amount(random).toFixed(2)],
  [/float|double|number/, (random) => amount(random)],
  [/long|big-?int|\bint|integer|short|unsigned|positive/, whole(1, 100_000)],
  [/byte|base-?64|binary|blob/, (random) => Buffer.from(random.lorem.words(3)).toString('base64')],
  [/bool/, (random) => random.datatype.boolean()],
  [/html/, (random) => `<p>${random.lorem.sentence()}</p>`],
  [/colou?r/, (random) => random.color.rgb()],
  [/\bip/, address],
];

/**
 * Makes a value that looks like one of its place, by the names of scalar, field and type.
 *
 * @param seed Equal seeds and places give equal values, in whatever order they are asked for.
 */
export function believableValue(place: ValuePlace, seed: number): unknown {
  faker.seed(seed);
  const field = kebabCase(place.field);
  switch (place.scalar) {
    case 'Boolean':
      return madeBy(booleans, field, place);
    case 'Int':
      return madeBy(integers, field, place) ?? faker.number.int({ min: 1, max: 1000 });
    case 'Float':
      return madeBy(decimals, field, place) ?? faker.number.float({ min: 0, max: 1000, fractionDigits: 2 });
    case 'ID':
      return reference(field, place);
    case 'String':
      return madeBy(texts, field, place) ?? faker.lorem.words({ min: 2, max: 4 });
    default:
      return (
        madeBy(scalars, kebabCase(place.scalar), place) ??
        madeBy(texts, field, place) ??
        faker.lorem.words({ min: 2, max: 4 })
      );
  }
}

function madeBy(rules: readonly Rule[], name: string, place: ValuePlace): unknown {
  return rules.find(([pattern]) => pattern.test(name))?.[1](faker, place);
}

/** `authorId` is the key of an `Author`, as `keyValue` makes it. */
function reference(field: string, { parent }: ValuePlace): string {
  const number = faker.number.int({ min: 1, max: population });
  if (field === 'id') return `${kebabCase(parent)}-${number}`;
  return `${field.replace(/-ids?$/, '')}-${number}`;
}

function nameOf(random: Faker, place: ValuePlace): unknown {
  const parent = kebabCase(place.parent);
  const rule = names.find(([pattern]) => pattern.test(parent));
  if (rule !== undefined) return rule[1](random, place);
  const words = `${random.word.adjective()} ${random.word.noun()}`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
