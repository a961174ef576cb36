import type { NoteCollector } from '../collect-notes.js';
import type { TypeRegistry } from '../sdl/type-registry.js';
import type { ApiOperation } from './api-model.js';
import type { InputTypes } from './input-types.js';
import type { OutputTypes } from './output-types.js';
import type { Located } from './references.js';
import type { SchemaShapes } from './schema-shape.js';

/** What the steps of one import share. */
export interface ImportContext {
  readonly notes: NoteCollector;
  readonly registry: TypeRegistry;
  readonly shapes: SchemaShapes;
  readonly inputs: InputTypes;
  readonly outputs: OutputTypes;
  /** Follows references. */
  readonly resolve: (at: Located) => Located;
  /** What types of an operation are named after that have no name of their own. */
  readonly typeHint: (operation: ApiOperation) => string;
}
