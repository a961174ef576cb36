import type { NoteCollector } from '../collect-notes.js';
import { NameRegistry, wordsOf } from '../sdl/names.js';
import type { DirectiveModel, DirectiveValue } from '../sdl/subgraph-model.js';
import type { ApiDescription, ApiOperation } from './api-model.js';
import type { CredentialRules } from './credentials.js';

/** The sources of a subgraph: one for each server. */
export interface SourceRules {
  readonly directives: readonly DirectiveModel[];
  readonly sourceOf: (operation: ApiOperation) => string;
}

/** Where calls go until the configuration says where, when the document does not. */
const unknownServer = 'http://localhost';
/** Words of titles that say nothing about the service. */
const noise = /^(?:api|apis|openapi|swagger|rest|service|services|the|sample|example|imaginary|web|v?\d+)$/;

/** Names the servers that operations are called at. */
export function nameSources(
  api: ApiDescription,
  operations: readonly ApiOperation[],
  rules: {
    readonly credentials: CredentialRules;
    readonly errors: DirectiveValue | undefined;
    readonly notes: NoteCollector;
    readonly name: string | undefined;
  },
): SourceRules {
  const { notes } = rules;
  const registry = new NameRegistry();
  const base = rules.name ?? nameOfTitle(api.title);
  const names = new Map<string, string>();
  for (const { server, otherServers } of operations) {
    const url = server ?? unknownServer;
    if (!names.has(url)) names.set(url, registry.take(base));
    if (server === undefined) {
      notes.add(
        'attention',
        'servers',
        `the document names no absolute one: set the source's url, it is ${unknownServer} for now`,
      );
    }
    if (otherServers.length > 0) notes.add('attention', 'servers', `${url} is used, not ${otherServers.join(', ')}`);
  }
  const directives = [...names].map(([baseURL, name]): DirectiveModel => {
    const { headers, queryParams } = rules.credentials.shared;
    return {
      name: 'source',
      args: {
        name,
        http: {
          baseURL,
          headers: headers.length === 0 ? undefined : headers,
          queryParams: queryParams.length === 0 ? undefined : queryParams.join(' '),
        },
        errors: rules.errors,
      },
    };
  });
  return { directives, sourceOf: ({ server }) => names.get(server ?? unknownServer) ?? base };
}

/** Spec: Connectors, source names begin with a letter. */
function nameOfTitle(title: string): string {
  const [head = ''] = title.split(/ [-–|:] |\b(?:with|for|from|by)\b/);
  const words = wordsOf(head).filter((word) => !noise.test(word) && /^[a-z]/.test(word));
  return words.slice(0, 3).join('_') || 'api';
}
