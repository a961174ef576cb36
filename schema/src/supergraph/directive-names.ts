import type { Schema } from '@apollo/federation-internals';

/** What a supergraph calls directives that it may rename by its `@link`s. */
export interface DirectiveNames {
  readonly tag: string;
  readonly inaccessible: string;
}

/** Reads the names of `@tag` and `@inaccessible`; the usual ones where the supergraph links neither. */
export function directiveNames(supergraph: Schema): DirectiveNames {
  const nameOf = (name: string) =>
    supergraph.coreFeatures?.getByIdentity(`https://specs.apollo.dev/${name}`)?.directiveNameInSchema(name) ?? name;
  return { tag: nameOf('tag'), inaccessible: nameOf('inaccessible') };
}
