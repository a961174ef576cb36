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
      `\${${environmentName(name, key)}}`,
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

/** `apiKey` of `pet-store` -> `PET_STORE_API_KEY`: a name of its own, as `USERNAME` is what the system may have set. */
function environmentName(name: string, key: string): string {
  const [prefix, rest] = [name, key].map((part) =>
    part
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replace(/[^A-Za-z0-9]+/g, '_')
      .toUpperCase(),
  ) as [string, string];
  const whole = rest.startsWith(`${prefix}_`) ? rest : `${prefix}_${rest}`;
  return /^[0-9]/.test(whole) ? `_${whole}` : whole;
}
