import type { NoteCollector } from '../collect-notes.js';
import { toCamelCase } from '../sdl/names.js';
import { keyName } from '../sdl/selection-text.js';
import type { ApiDescription, ApiOperation, SecurityScheme } from './api-model.js';
import type { HeaderModel } from './request.js';

/** What proves to a service who is calling. Secrets come from the configuration, so the SDL holds none. */
export interface Credentials {
  readonly headers: readonly HeaderModel[];
  readonly queryParams: readonly string[];
}

const none: Credentials = { headers: [], queryParams: [] };

/** The credentials of a description: those of most operations, which the source sends, and those of the others. */
export class CredentialRules {
  readonly shared: Credentials;
  readonly #sharedNames: readonly string[];
  readonly #schemes: ReadonlyMap<string, SecurityScheme>;
  readonly #notes: NoteCollector;

  constructor(
    { securitySchemes }: Pick<ApiDescription, 'securitySchemes'>,
    operations: readonly ApiOperation[],
    notes: NoteCollector,
  ) {
    this.#schemes = securitySchemes;
    this.#notes = notes;
    const counts = new Map<string, number>();
    for (const operation of operations) {
      const key = JSON.stringify(this.#choose(operation) ?? []);
      if (key !== '[]') counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const [most = '[]'] = [...counts].sort(([, a], [, b]) => b - a).map(([key]) => key);
    this.#sharedNames = JSON.parse(most) as string[];
    this.shared = this.#credentials(this.#sharedNames);
  }

  /** What an operation sends beside what its source sends. */
  of(operation: ApiOperation): Credentials {
    const chosen = this.#choose(operation);
    if (chosen === undefined) {
      if (operation.security !== undefined) {
        const how = operation.security.map((names) => names.join(' and ')).join(', or ');
        this.#notes.add('attention', operation.subject, `it asks for ${how}, which connectors cannot send`);
      }
      return none;
    }
    return this.#credentials(chosen.filter((name) => !this.#sharedNames.includes(name)));
  }

  /** The first alternative that connectors can send. */
  #choose({ security }: ApiOperation): readonly string[] | undefined {
    return security?.find((names) => names.length > 0 && names.every((name) => this.#isKnown(name)));
  }

  #isKnown(name: string): boolean {
    const scheme = this.#schemes.get(name);
    return scheme !== undefined && scheme.kind !== 'unsupported';
  }

  #credentials(names: readonly string[]): Credentials {
    const all = names.map((name) => this.#credential(name));
    return {
      headers: all.flatMap(({ headers }) => headers),
      queryParams: all.flatMap(({ queryParams }) => queryParams),
    };
  }

  #credential(name: string): Credentials {
    const scheme = this.#schemes.get(name);
    const setting = `$config.${toCamelCase(name) || 'credential'}`;
    const header = (headerName: string, value: string): Credentials => ({
      headers: [{ name: headerName, value }],
      queryParams: [],
    });
    const say = (what: string) =>
      this.#notes.add('attention', `security scheme "${name}"`, `set ${setting} to ${what}`);
    switch (scheme?.kind) {
      case 'basic':
        say('the Base64 text of "user:password"');
        return header('Authorization', `Basic {${setting}}`);
      case 'bearer':
        say(scheme.how);
        return header('Authorization', `Bearer {${setting}}`);
      case 'apiKey':
        say('the key');
        if (scheme.in === 'query') return { headers: [], queryParams: [`${keyName(scheme.name)}: ${setting}`] };
        return scheme.in === 'cookie'
          ? header('Cookie', `${scheme.name}={${setting}}`)
          : header(scheme.name, `{${setting}}`);
      default:
        return none;
    }
  }
}
