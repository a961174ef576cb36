/** A GraphQL answer as JSON. */
export interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** Sends one operation over a real socket and reads the answer, whatever its status. */
export async function askGraphql(
  url: string,
  query: string,
  variables: object = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<GraphqlAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as GraphqlAnswer;
}

/** A reference to an entity: its type and key fields. */
export interface Representation {
  readonly __typename: string;
  readonly [field: string]: unknown;
}

/** Sends one entity fetch, as a gateway does; `selection` is what follows `... on <type>`. */
export function askEntities(
  url: string,
  selection: string,
  representations: readonly Representation[],
  headers: Readonly<Record<string, string>> = {},
): Promise<GraphqlAnswer> {
  const query = `query($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`;
  return askGraphql(url, query, { representations }, headers);
}
