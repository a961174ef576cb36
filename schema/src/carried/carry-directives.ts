import type { Schema } from '@apollo/federation-internals';
import type { Problem } from '../problem.js';
import type { ParsedSubgraph } from '../subgraph/subgraph-file.js';
import type { CarriedSpec } from './carried-spec.js';
import { liftDirectives } from './lift-directives.js';
import { type CarriedSubgraph, putBackDirectives } from './put-back-directives.js';

/** Subgraphs as composition can read them, and the way to complete what it made of them. */
export interface Carriage {
  readonly subgraphs: readonly ParsedSubgraph[];
  readonly problems: readonly Problem[];
  /** Writes the lifted directives into the composed supergraph, in place. */
  readonly putBack: (supergraph: Schema) => readonly Problem[];
}

/**
 * Lifts the directives of a specification out of all subgraphs and completes their arguments.
 *
 * @param subgraphs In the order in which their directives shall stand in the supergraph.
 */
export async function carryDirectives(subgraphs: readonly ParsedSubgraph[], spec: CarriedSpec): Promise<Carriage> {
  const problems: Problem[] = [];
  const without: ParsedSubgraph[] = [];
  const carried: CarriedSubgraph[] = [];
  for (const subgraph of subgraphs) {
    const lifted = liftDirectives(subgraph, spec);
    without.push(lifted.subgraph);
    problems.push(...lifted.problems);
    if (lifted.problems.length > 0 || lifted.uses.length === 0) continue;
    const completed = await Promise.all(
      lifted.uses.map(async (use) => ({
        use,
        ...((await spec.complete?.(use, subgraph)) ?? { args: use.args, problems: [] }),
      })),
    );
    problems.push(...completed.flatMap((result) => result.problems));
    carried.push({
      name: subgraph.source.name,
      file: subgraph.source.file,
      uses: completed.map(({ use, args }) => ({ ...use, args })),
    });
  }
  return { subgraphs: without, problems, putBack: (supergraph) => putBackDirectives(supergraph, spec, carried) };
}
