/** A problem document. Spec: RFC 9457. */
export interface Problem {
  /** An address that names the kind of problem. */
  readonly type: string;
  /** The kind, for people. */
  readonly title: string;
  /** The HTTP status. */
  readonly status: number;
  /** This one case, for people. */
  readonly detail: string;
  /** The parameter or member at fault. */
  readonly field?: string;
}

/** Every kind of problem that the service answers with. */
const kinds = {
  'malformed-request': { title: 'The request cannot be read', status: 400 },
  'missing-key': { title: 'An API key is needed', status: 401 },
  'not-found': { title: 'There is no such thing', status: 404 },
  'bad-value': { title: 'A value is missing or not possible', status: 422 },
  'bad-postcode': { title: 'The postcode is not served', status: 422 },
  failure: { title: 'The service failed', status: 500 },
} as const;

/** Media type of a problem document. */
export const problemMediaType = 'application/problem+json';

/** Ends a request with a problem document. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(kind: keyof typeof kinds, detail: string, field?: string) {
    super(detail);
    const type = `https://shipping.facet.example/problems/${kind}`;
    this.problem = { type, ...kinds[kind], detail, ...(field === undefined ? {} : { field }) };
  }
}
