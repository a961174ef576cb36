import type { MappingVersion } from '../version.js';

/** What a method sees of the place it is called at. */
export interface MethodCall {
  readonly argCount: number;
  /**
   * Evaluates argument `index` with `@` set to `element`.
   *
   * @returns `undefined` when the argument is absent or its value is missing.
   */
  arg(index: number, element: unknown): unknown;
  /** How many items argument `index` has when it is written as a list `[…]`; undefined when it is not. */
  itemCount(index: number): number | undefined;
  /** Evaluates one item of an argument that is written as a list, and not the others. */
  item(index: number, position: number, element: unknown): unknown;
  /**
   * Counts work that grows with the data: items looked at, characters written. Ends the whole mapping when it has done
   * more than its share (see `evaluateMapping`).
   */
  spend(units: number): void;
  /** Reports that the method cannot do its work, and returns the missing value to return. */
  problem(message: string): undefined;
}

/** One `->method(…)` of the mapping language. */
export interface MappingMethod {
  readonly name: string;
  /** The version of the connect specification that brought it. */
  readonly since: MappingVersion;
  /** Fewest and most arguments; checked when a mapping is parsed. */
  readonly minArgs: number;
  readonly maxArgs: number;
  /**
   * Throws nothing of its own.
   *
   * @param input What the path has come to; null is possible, missing is not.
   * @returns The method's value; `undefined` when there is none.
   */
  apply(input: unknown, call: MethodCall): unknown;
}
