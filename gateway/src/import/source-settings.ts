import { Kind, parse, type ValueNode } from 'graphql';
import { stringify } from 'yaml';

/**
 * The entry of `sources.each` that an imported subgraph needs, as YAML to be copied: where it is, and what its sources
 * take from the configuration.
 *
 * @param schema Path of the subgraph as the configuration names it.
 */
export function sourceSettings(
  sdl: string,
  { name, schema }: { readonly name: string; readonly schema: string },
): string {
  const sources = parse(sdl, { noLocation: true }).definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_EXTENSION
      ? (definition.directives ?? []).filter((directive) => /^(?:source|soapSource)$/.test(directive.name.value))
      : [],
  );
  const config = Object.fromEntries(
    [...new Set([...sdl.matchAll(/\$config\.(\w+)/g)].map(([, key = '']) => key))].map((key) => [
      key,
      `\${${environmentName(key)}}`,
    ]),
  );
  const connectors = Object.fromEntries(
    sources.map(({ arguments: args = [] }) => {
      const text = (key: string) => textOf(args.find((argument) => argument.name.value === key)?.value);
      return [text('name') ?? '', Object.keys(config).length === 0 ? {} : { config }];
    }),
  );
  return stringify({ sources: { each: { [name]: { schema, connectors } } } });
}

function textOf(value: ValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING ? value.value : undefined;
}

/** `apiKey` -> `API_KEY`. */
function environmentName(key: string): string {
  return key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}
