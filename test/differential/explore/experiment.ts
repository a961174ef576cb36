import { Arbitrary, type Random, Stream, Value } from 'fast-check';
import { createDice, type Dice } from '../generate/dice.js';
import { makeWorld } from '../generate/make-graph.js';
import { makeOperation } from '../generate/make-operation.js';
import { openMonolith } from '../run/monolith.js';
import { composeWorld, type OpenWorld, openWorld } from '../run/open-world.js';
import { shrinkOperation } from '../shrink/shrink-operation.js';
import { shrinkWorld } from '../shrink/shrink-world.js';
import { schemaDifference } from '../world/same-schema.js';
import { unsoundParts } from '../world/soundness.js';
import type { ClientOperation, World } from '../world/world.js';

/** A world and operations to run on it. Composing a world costs as much as many operations, so it is used for many. */
export interface Experiment {
  readonly world: World;
  readonly operations: readonly ClientOperation[];
}

/** What generating came to. */
export interface GenerationCounts {
  /** Worlds that composition accepted, and all that were made. */
  composed: number;
  made: number;
}

/** Cuts are tried until composition accepts one; nearly every one is. */
const attempts = 50;

/** Opened worlds: an experiment is run many times while it is made smaller. */
const opened = new WeakMap<World, OpenWorld | undefined>();

/** Opens a world once; undefined when it does not compose or is unsound. */
export function openOnce(world: World): OpenWorld | undefined {
  if (!opened.has(world)) opened.set(world, tryToOpen(world));
  return opened.get(world);
}

function tryToOpen(world: World): OpenWorld | undefined {
  try {
    const composed = composeWorld(world);
    if ('problems' in composed) return undefined;
    if (unsoundParts(world, openMonolith(world)).length > 0) return undefined;
    const open = openWorld(world, composed.supergraph);
    return schemaDifference(open.monolith.apiSchema, open.engine.apiSchema) === undefined ? open : undefined;
  } catch {
    // Composition and schema building throw on some of what shrinking makes: no world either.
    return undefined;
  }
}

/** Random experiments. */
export class ExperimentArbitrary extends Arbitrary<Experiment> {
  readonly #operationCount: number;
  readonly #counts: GenerationCounts;
  /** The operation that failed, of experiments with more than one. */
  readonly failed = new WeakMap<Experiment, ClientOperation>();

  constructor(operationCount: number, counts: GenerationCounts) {
    super();
    this.#operationCount = operationCount;
    this.#counts = counts;
  }

  override generate(random: Random): Value<Experiment> {
    const dice = createDice(random);
    const open = this.#makeOpenWorld(dice);
    const { apiSchema } = open.monolith;
    const operations = Array.from({ length: this.#operationCount }, () => makeOperation(apiSchema, dice));
    return new Value({ world: open.world, operations }, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Experiment {
    return typeof value === 'object' && value !== null && 'world' in value;
  }

  override shrink(experiment: Experiment): Stream<Value<Experiment>> {
    return new Stream(this.#smaller(experiment));
  }

  *#smaller(experiment: Experiment): Generator<Value<Experiment>, void> {
    const { world, operations } = experiment;
    const [operation] = operations;
    if (operations.length > 1 || operation === undefined) {
      const failed = this.failed.get(experiment);
      for (const one of failed === undefined ? operations : [failed]) yield this.#value(world, one);
      return;
    }
    for (const smaller of shrinkOperation(operation)) yield this.#value(world, smaller);
    for (const smaller of shrinkWorld(world)) yield this.#value(smaller, operation);
  }

  #value(world: World, operation: ClientOperation): Value<Experiment> {
    return new Value({ world, operations: [operation] }, undefined);
  }

  #makeOpenWorld(dice: Dice): OpenWorld {
    for (let i = 0; i < attempts; i++) {
      const world = makeWorld(dice);
      this.#counts.made++;
      const composed = composeQuietly(world);
      if (composed === undefined) continue;
      this.#counts.composed++;
      const open = openWorld(world, composed);
      const difference = schemaDifference(open.monolith.apiSchema, open.engine.apiSchema);
      if (difference !== undefined)
        throw new Error(`The supergraph shows other types than the monolith: ${difference}`);
      opened.set(world, open);
      return open;
    }
    throw new Error(`Composition refused ${attempts} cuts in a row`);
  }
}

function composeQuietly(world: World): string | undefined {
  try {
    const composed = composeWorld(world);
    return 'supergraph' in composed ? composed.supergraph : undefined;
  } catch {
    // Composition itself fails on a few cuts, instead of refusing them.
    return undefined;
  }
}
