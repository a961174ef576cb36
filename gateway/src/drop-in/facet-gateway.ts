import type { GraphQLSchema } from 'graphql';
import { undecidedPolicies } from '../auth/policies/create-policy-decider.js';
import { executeIncoming } from '../client-graph/engine-gateway.js';
import type { ErrorLog } from '../errors/present-error.js';
import { createEngine, type Engine } from '../executor/engine.js';
import { createLazyPlanner, type LazyPlanner } from '../planner/lazy-planner.js';
import { createErrorLog, messageOf } from './apollo-logger.js';
import type {
  ApolloExecutor,
  ApolloLoadOptions,
  ApolloLoadResult,
  ApolloServerGateway,
  ManagerTools,
  SchemaListener,
} from './apollo-types.js';
import { identify } from './caller.js';
import { checkHealth } from './check-health.js';
import { toCompositionInfo } from './composition-info.js';
import {
  type FacetGatewayOptions,
  type FacetGatewaySettings,
  readFacetGatewayOptions,
} from './facet-gateway-options.js';
import { toRequestContext } from './incoming-requests.js';
import { type GatewayResources, openResources } from './open-resources.js';
import { createGeneration, type SupergraphGeneration } from './supergraph-generation.js';

type Phase = 'initialized' | 'loading' | 'loaded' | 'failed' | 'stopped';

/**
 * Facet's engine for `new ApolloServer({ gateway })`, in the place of `ApolloGateway`.
 *
 * It takes the same options, of which none is ignored (see `FacetGatewayOptions`), any `SupergraphManager`, and data
 * sources with their hooks. What differs is listed in `docs/moving-from-apollo-gateway.md`.
 */
export class FacetGateway implements ApolloServerGateway {
  readonly #settings: FacetGatewaySettings;
  readonly #errorLog: ErrorLog;
  readonly #listeners = new Set<SchemaListener>();
  /** By the schema that operations were validated against. */
  readonly #generations = new WeakMap<GraphQLSchema, SupergraphGeneration>();
  /** Those to be closed yet: the current one, and a few before it. */
  readonly #open = new Set<SupergraphGeneration>();
  #current: SupergraphGeneration | undefined;
  #resources: GatewayResources | undefined;
  #cleanup: (() => Promise<void>) | undefined;
  #phase: Phase = 'initialized';
  #updating = false;
  #loading: Promise<void> | undefined;
  #stopped: Promise<void> | undefined;

  /** @throws {GatewayError} CONFIGURATION_INVALID with every option that is wrong, or would have no effect. */
  constructor(options: FacetGatewayOptions) {
    this.#settings = readFacetGatewayOptions(options);
    this.#errorLog = createErrorLog(this.#settings.logger);
  }

  /** What clients see; undefined before the first supergraph is there. */
  get schema(): GraphQLSchema | undefined {
    return this.#current?.engine.apiSchema;
  }

  /**
   * Gets the supergraph and opens everything that is needed to execute over it. Apollo Server calls it, once.
   *
   * @throws {GatewayError} SUPERGRAPH_INVALID; and whatever the supergraph manager throws. Nothing is left open then.
   */
  async load(_options?: ApolloLoadOptions): Promise<ApolloLoadResult> {
    if (this.#phase !== 'initialized') {
      throw new Error(`FacetGateway is loaded once: it is ${this.#phase}`);
    }
    this.#phase = 'loading';
    this.#loading = this.#load();
    await this.#loading;
    return { executor: this.executor };
  }

  /**
   * Calls back with each supergraph that is taken from now on, in order; errors of the callback are logged.
   *
   * @returns Ends it.
   */
  onSchemaLoadOrUpdate(callback: SchemaListener): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  /**
   * Executes an operation that Apollo Server has parsed and validated, over the supergraph that it was validated against.
   *
   * `data` is a plain object: Apollo Server and its plugins copy, print and stringify it, and Facet's own lazily parsed
   * text would be parsed for each of them all the same.
   */
  readonly executor: ApolloExecutor = (incoming) => {
    const generation = this.#generationOf(incoming.schema);
    return generation.use(async (engine) =>
      executeIncoming(incoming, {
        engine,
        context: toRequestContext(
          incoming,
          await identify(this.#settings.identity, incoming.context, this.#errorLog),
          this.#errorLog,
        ),
        // As under ApolloGateway, whoever wants subgraphs' messages hidden has `formatError`.
        maskErrors: 'none',
        createData: (data) => JSON.parse(`${data}`) as Record<string, unknown>,
      }),
    );
  };

  /** Ends the supergraph manager and closes everything. Apollo Server calls it, after the last operation. */
  async stop(): Promise<void> {
    // A load that fails has told its own caller, and left nothing open.
    await this.#loading?.catch(() => undefined);
    if (this.#phase === 'loaded') {
      this.#phase = 'stopped';
      this.#stopped = this.#close();
    }
    await this.#stopped;
  }

  async #load(): Promise<void> {
    this.#resources = openResources(this.#settings, this.#errorLog);
    try {
      const { supergraphSdl, cleanup } = await this.#settings.manager.initialize(this.#managerTools(this.#resources));
      this.#cleanup = cleanup;
      await this.#take(supergraphSdl)?.open();
      this.#phase = 'loaded';
    } catch (error) {
      this.#phase = 'failed';
      await this.#close();
      throw error;
    }
  }

  #managerTools({ subgraphs }: GatewayResources): ManagerTools {
    return {
      update: (supergraphSdl) => this.#update(supergraphSdl),
      healthCheck: (supergraphSdl) => checkHealth(supergraphSdl, subgraphs),
      getDataSource: (definition) => subgraphs.toDataSource(definition),
    };
  }

  /** A supergraph that cannot be taken leaves the one before in place; its manager is told by what is thrown. */
  #update(supergraphSdl: string): void {
    const { logger } = this.#settings;
    try {
      const planner = this.#take(supergraphSdl);
      // Not waited for: operations that come before a thread has read the supergraph wait for it, and try again.
      planner
        ?.open()
        .catch((error: unknown) => logger.error(`Cannot plan over the new supergraph: ${messageOf(error)}`));
    } catch (error) {
      const before = this.#current === undefined ? '' : ', the one before goes on';
      logger.error(`Cannot take a supergraph${before}: ${messageOf(error)}`);
      throw error;
    }
  }

  /** @returns The planner of the new supergraph; undefined when it is no new one. */
  #take(supergraphSdl: string): LazyPlanner | undefined {
    if (this.#phase === 'failed' || this.#phase === 'stopped' || this.#resources === undefined) {
      throw new Error(`Cannot take a supergraph: the gateway has ${this.#phase}`);
    }
    if (this.#updating) {
      throw new Error('Cannot take a supergraph while another is being taken');
    }
    if (supergraphSdl === this.#current?.engine.supergraph.sdl) {
      this.#settings.logger.debug('The supergraph is the same as before');
      return undefined;
    }
    this.#updating = true;
    try {
      const planner = createLazyPlanner(this.#resources.planners, supergraphSdl);
      this.#replace(this.#createEngine(supergraphSdl, planner, this.#resources));
      return planner;
    } finally {
      this.#updating = false;
    }
  }

  #createEngine(supergraphSdl: string, planner: LazyPlanner, { subgraphs, policies }: GatewayResources): Engine {
    if (typeof supergraphSdl !== 'string') {
      throw new TypeError(`The supergraph manager gave no SDL, but ${String(supergraphSdl)}`);
    }
    const engine = createEngine({
      supergraphSdl,
      planner,
      createSource: (definition) => subgraphs.toSource(definition),
      maxProgramBytes: this.#settings.planner.maxCacheBytes,
      // Data sources read Apollo Server's context: requests with equal headers may still be different people's.
      shareInFlight: false,
      authorization: { onDenied: this.#settings.onDenied, warnOnly: this.#settings.warnOnly, policies },
    });
    this.#warnOfAccess(engine);
    return engine;
  }

  #warnOfAccess({ supergraph }: Engine): void {
    const { identity, logger, policies, warnOnly } = this.#settings;
    if (supergraph.accessRules !== undefined && warnOnly) {
      logger.warn('The supergraph protects fields, and with "authorization.warnOnly" they are answered all the same');
    }
    if (supergraph.accessRules !== undefined && identity === undefined) {
      logger.warn('The supergraph protects fields, and without the option "identity" every caller is anonymous');
    }
    const undecided = undecidedPolicies(supergraph.accessRules?.policies ?? [], policies);
    if (undecided.length > 0) {
      logger.warn(`Policies that nobody decides do not hold: ${undecided.join(', ')}`);
    }
  }

  #replace(engine: Engine): void {
    const before = this.#current;
    const generation = createGeneration(engine);
    this.#current = generation;
    this.#generations.set(engine.apiSchema, generation);
    for (const old of this.#open) {
      if (!old.open) {
        this.#open.delete(old);
      }
    }
    this.#open.add(generation);
    this.#settings.logger.info(before === undefined ? 'Took the supergraph' : 'Took a new supergraph');
    this.#tellListeners(engine, before?.engine);
    before?.retire();
  }

  #tellListeners(engine: Engine, before: Engine | undefined): void {
    const { didUpdateSupergraph, logger } = this.#settings;
    const tell = (what: string, call: () => void): void => {
      try {
        call();
      } catch (error) {
        logger.error(`A callback of ${what} failed, the supergraph is taken all the same: ${messageOf(error)}`);
      }
    };
    for (const listener of this.#listeners) {
      tell('onSchemaLoadOrUpdate', () =>
        listener({ apiSchema: engine.apiSchema, coreSupergraphSdl: engine.supergraph.sdl }),
      );
    }
    if (didUpdateSupergraph !== undefined) {
      tell('experimental_didUpdateSupergraph', () =>
        didUpdateSupergraph(toCompositionInfo(engine), before && toCompositionInfo(before)),
      );
    }
  }

  #generationOf(schema: GraphQLSchema): SupergraphGeneration {
    const validatedAgainst = this.#generations.get(schema);
    const generation = validatedAgainst?.open ? validatedAgainst : this.#current;
    if (generation === undefined) {
      throw new Error('FacetGateway executes nothing before it is loaded');
    }
    return generation;
  }

  async #close(): Promise<void> {
    try {
      await this.#cleanup?.();
    } catch (error) {
      this.#settings.logger.error(`Cannot clean up after the supergraph manager: ${messageOf(error)}`);
    }
    await Promise.all([...this.#open].map((generation) => generation.close()));
    await this.#resources?.close();
  }
}
