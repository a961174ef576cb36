import type { Expression } from '../ast.js';

/** What a method sees of the place it is called at. */
export interface MethodCall {
  readonly argCount: number;
  /**
   * Evaluates argument `index` with `@` set to `element`.
   *
   * @returns `undefined` when the argument is absent or its value is missing.
   */
  arg(index: number, element: unknown): unknown;
  /** Argument `index` as written; undefined when absent. */
  expression(index: number): Expression | undefined;
  /** Evaluates any expression with `@` set to `element`. */
  evaluate(expression: Expression, element: unknown): unknown;
  /** Reports that the method cannot do its work, and returns the missing value to return. */
  problem(message: string): undefined;
}

/** One `->method(…)` of the mapping language. */
export interface MappingMethod {
  readonly name: string;
  /** Fewest and most arguments; checked when a mapping is parsed. */
  readonly minArgs: number;
  readonly maxArgs: number;
  /**
   * Never throws.
   *
   * @param input What the path has come to; null is possible, missing is not.
   * @returns The method's value; `undefined` when there is none.
   */
  apply(input: unknown, call: MethodCall): unknown;
}
