import { type ErrorEntry, errorCatalogue } from './catalogue.js';

const introduction = `# Errors

<!-- Made by \`npx facet docs\` from gateway/src/errors/catalogue.ts. Do not edit. -->

Every error of Facet's own has a code: in \`errors[].extensions.code\` of a response, or at the end of a message of the
\`facet\` command. Codes are stable; messages are not. Sources and resolvers may send codes of their own, which are passed on.

An error whose message could name hosts, queries or other internals is *withheld*: the client gets the fixed text below
and an \`errorId\`, under which the log has the rest.
`;

const kinds: readonly { readonly kind: ErrorEntry['kind']; readonly title: string; readonly meaning: string }[] = [
  {
    kind: 'request',
    title: 'Request errors',
    meaning:
      'End the request before anything is executed. The status is that of an answer in `application/graphql-response+json`.',
  },
  {
    kind: 'execution',
    title: 'Execution errors',
    meaning: 'Stand in `errors` beside the data that could be had, with the path of what is missing.',
  },
  {
    kind: 'startup',
    title: 'Startup errors',
    meaning: 'End a command before it serves anything. They are for operators; no client sees one.',
  },
];

/** The text of `docs/errors.md`: every code of the catalogue. */
export function errorsPage(): string {
  return [introduction, ...kinds.map(section)].join('\n');
}

function section({ kind, title, meaning }: (typeof kinds)[number]): string {
  const entries = Object.entries<ErrorEntry>(errorCatalogue).filter(([, entry]) => entry.kind === kind);
  return [`## ${title}`, '', meaning, '', ...entries.flatMap(([code, entry]) => describeEntry(code, entry))].join('\n');
}

function describeEntry(code: string, entry: ErrorEntry): readonly string[] {
  const facts = [
    ...(entry.httpStatus === undefined ? [] : [`Status ${entry.httpStatus}.`]),
    ...(entry.clientMessage === undefined ? [] : [`Withheld: the client reads “${entry.clientMessage}”.`]),
  ];
  return [`### ${code}`, '', entry.meaning, ...(facts.length === 0 ? [] : ['', facts.join(' ')]), ''];
}
