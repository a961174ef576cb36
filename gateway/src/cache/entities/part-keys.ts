import type { FetchInput, SourceRequest } from '../../executor/source.js';
import { type CacheKey, cacheKeysUnder } from '../cache-key.js';
import { callerClaim } from '../caller-claim.js';

/** What the keys of all parts of a fetch have in common, whoever asks. */
export interface PartKeysOptions {
  /** Everything that does not depend on a request. */
  readonly fixed: readonly string[];
  /** Of the fetch's variables, in the order of its normal form. */
  readonly variables: readonly string[];
  /** Headers, in lower case, that choose between answers of the source. */
  readonly vary: readonly string[];
  /** See `AnswerCacheOptions.privateClaim`. */
  readonly privateClaim: string | undefined;
}

/** Makes keys of parts. */
export interface PartKeys {
  /** Keys of what is everybody's. */
  everybody(input: FetchInput): KeyOf;
  /** Keys of what is the caller's alone; undefined when the caller is nobody in particular. */
  caller(input: FetchInput): KeyOf | undefined;
}

/** The key of a part, by its text. */
export type KeyOf = (text: string) => CacheKey;

/** Of the form of what is kept: another one for each change of it. */
const FORM = '1';

/** Prepares the keys of one fetch. Where nothing in them depends on the request, that is done once. */
export function createPartKeys({ fixed, variables, vary, privateClaim }: PartKeysOptions): PartKeys {
  const common = [FORM, ...fixed];
  const always = cacheKeysUnder('part', common);
  const varying = variables.length > 0 || vary.length > 0;
  const chosen = ({ variables: values, request }: FetchInput): readonly string[] => [
    // A variable that was not given is not one that is null; nor is a header that is not there one that is empty.
    JSON.stringify(variables.map((name) => (name in values ? [values[name]] : []))),
    JSON.stringify(vary.map((name) => request.headers.get(name) ?? null)),
  ];
  const claim = privateClaim ?? '';
  const callerOf = ({ identity }: SourceRequest): readonly string[] | undefined =>
    privateClaim === undefined ? undefined : callerClaim(identity, privateClaim);
  return {
    everybody: (input) => (varying ? cacheKeysUnder('part', [...common, ...chosen(input)]) : always),
    caller(input) {
      const whose = callerOf(input.request);
      // A source may be told which client graph asks, and show the same user other things there.
      return whose && cacheKeysUnder('own', [...common, ...chosen(input), input.request.clientGraph, claim, ...whose]);
    },
  };
}
