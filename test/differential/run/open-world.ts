import { composeServices } from '@apollo/composition';
import { createEngine, type Engine } from '@facet/gateway';
import { isAbstractType, parse } from 'graphql';
import type { TypeMatch } from '../world/field-set.js';
import { overriddenFields } from '../world/overrides.js';
import type { World } from '../world/world.js';
import { type Monolith, openMonolith } from './monolith.js';
import { createPossibleErrors, type FindPossibleErrors } from './possible-errors.js';
import { createSubgraph, federationLink, type RunState } from './subgraph.js';

/** A world ready to answer, both ways. */
export interface OpenWorld {
  readonly world: World;
  readonly monolith: Monolith;
  readonly matches: TypeMatch;
  readonly findPossibleErrors: FindPossibleErrors;
  readonly engine: Engine;
  /** What the subgraphs note while they work for a request. */
  readonly stateOf: (request: object) => RunState;
}

/** Composes the subgraphs; a list of composition's messages when they do not fit together. */
export function composeWorld(world: World): { readonly supergraph: string } | { readonly problems: readonly string[] } {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(world.subgraphs).map(([name, sdl]) => ({
      name,
      url: `http://${name}.invalid`,
      typeDefs: parse(federationLink + sdl),
    })),
  );
  return supergraphSdl === undefined
    ? { problems: (errors ?? []).map(({ message }) => message) }
    : { supergraph: supergraphSdl };
}

/** Opens a world over its composed supergraph. */
export function openWorld(world: World, supergraph: string): OpenWorld {
  const monolith = openMonolith(world);
  const states = new WeakMap<object, RunState>();
  const stateOf = (request: object): RunState => {
    const state = states.get(request) ?? { journal: [] };
    states.set(request, state);
    return state;
  };
  const matches = typeMatch(monolith);
  const context = { world, monolith, matches, overridden: overriddenFields(world), stateOf };
  return {
    world,
    monolith,
    matches,
    findPossibleErrors: createPossibleErrors(world, monolith),
    engine: createEngine({
      supergraphSdl: supergraph,
      createSource: ({ name }) => createSubgraph(name, context),
      overrides: { labels: world.activeLabels ?? [], header: undefined },
    }),
    stateOf,
  };
}

/** Type conditions by the whole schema. */
export function typeMatch({ fullSchema }: Monolith): TypeMatch {
  return (typeName, condition) => {
    if (typeName === condition) return true;
    const abstract = fullSchema.getType(condition);
    return isAbstractType(abstract) && fullSchema.getPossibleTypes(abstract).some(({ name }) => name === typeName);
  };
}
