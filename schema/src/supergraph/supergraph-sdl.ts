import {
  buildSchema,
  defaultPrintOptions,
  printSchema,
  type Schema,
  shallowOrderPrintedDefinitions,
} from '@apollo/federation-internals';

/** Reads a supergraph that composition made; it is not validated again. */
export function parseSupergraph(sdl: string): Schema {
  return buildSchema(sdl, { validate: false });
}

/** Prints a supergraph as composition does: types and directives by name, each directive of a type on its own line. */
export function printSupergraph(supergraph: Schema): string {
  return printSchema(supergraph, shallowOrderPrintedDefinitions(defaultPrintOptions));
}
