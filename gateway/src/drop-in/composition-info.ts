import { createHash } from 'node:crypto';
import type { CompositionInfo } from '@apollo/gateway';
import type { Engine } from '../executor/engine.js';

/** What `experimental_didUpdateSupergraph` is told of a supergraph. `compositionId` is the SHA-256 of its SDL, in hex. */
export function toCompositionInfo({ apiSchema, supergraph }: Engine): CompositionInfo {
  return {
    schema: apiSchema,
    compositionId: createHash('sha256').update(supergraph.sdl).digest('hex'),
    supergraphSdl: supergraph.sdl,
  };
}
