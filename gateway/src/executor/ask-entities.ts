import type { EntityRequest } from './entity-memory.js';
import type { ExecutionState } from './program.js';
import { badAnswer, type CompiledFetch, type EntityVariables, sendFetch } from './send-fetch.js';
import type { SourceAnswer, SourceError, SourceObject } from './source.js';

/**
 * Asks the source for entities, and fills a request with what becomes of it.
 *
 * @param asked Held no longer than until it is sent: the answer may be long in coming.
 * @returns When the request is over. Never rejects.
 */
export function askEntities(
  fetch: CompiledFetch,
  state: ExecutionState,
  { asked, request }: { readonly asked: EntityVariables; readonly request: EntityRequest },
): Promise<void> {
  const count = asked.representations.length;
  return end(request, send(fetch, state, asked), (answer) => {
    state.strings.answered(answer);
    fill(request, entitiesOf(answer, fetch.node.source, count), { answer, fetch });
  });
}

/** Rejects where a source of somebody's own throws. */
async function send(fetch: CompiledFetch, state: ExecutionState, asked: EntityVariables): Promise<SourceAnswer> {
  return sendFetch(fetch, state, asked);
}

async function end(
  request: EntityRequest,
  sent: Promise<SourceAnswer>,
  answered: (answer: SourceAnswer) => void,
): Promise<void> {
  try {
    answered(await sent);
  } catch (error) {
    request.failure = error instanceof Error ? error : new Error(String(error));
  }
  request.pending = undefined;
}

interface Answered {
  readonly answer: SourceAnswer;
  readonly fetch: CompiledFetch;
}

function fill(request: EntityRequest, entities: readonly unknown[], { answer, fetch }: Answered): void {
  const errors = new EntityErrors(entities.length);
  for (const error of answer.errors) {
    errors.assign(error);
  }
  for (let i = 0; i < entities.length; i++) {
    const entity = entities[i];
    if (isObject(entity)) {
      fetch.rewrite(entity);
    } else if (entity !== undefined && entity !== null) {
      errors.add(i, badEntity(fetch.node.source));
    }
  }
  request.errors = errors.general;
  request.entityErrors = errors.byPosition;
  request.entities = entities;
}

/** Errors of an answer, each with the entity that its path leads to, or with none. */
class EntityErrors {
  readonly general: SourceError[] = [];
  readonly byPosition = new Map<number, SourceError[]>();
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  assign(error: SourceError): void {
    const [root, position, ...path] = error.path ?? [];
    if (root === '_entities' && typeof position === 'number' && position >= 0 && position < this.#count) {
      this.add(position, { ...error, path });
    } else {
      this.general.push(error);
    }
  }

  add(position: number, error: SourceError): void {
    this.byPosition.set(position, [...(this.byPosition.get(position) ?? []), error]);
  }
}

function badEntity(source: string): SourceError {
  const failure = badAnswer(source, 'an entity is neither an object nor null');
  return { message: failure.message, failure };
}

/**
 * @returns Nothing when the source has only reported errors.
 * @throws {GatewayError} SOURCE_BAD_ANSWER.
 */
function entitiesOf(answer: SourceAnswer, source: string, count: number): readonly unknown[] {
  const entities = answer.data?.['_entities'];
  if (!Array.isArray(entities)) {
    if (answer.errors.length === 0) {
      throw badAnswer(source, 'it has neither entities nor errors');
    }
    return [];
  }
  if (entities.length !== count) {
    throw badAnswer(source, `${entities.length} entities for ${count} representations`);
  }
  return entities;
}

/** Whether something is an object of JSON. */
export function isObject(value: unknown): value is SourceObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
