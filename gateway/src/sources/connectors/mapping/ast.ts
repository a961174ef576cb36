/** Offsets into the mapping's text: `start` inclusive, `end` exclusive, in UTF-16 code units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * A parsed mapping. Its root is a selection that builds an object, or one expression whose value is the result.
 *
 * Spec: JSONSelection grammar of connect/v0.3 and v0.4.
 */
export interface Mapping {
  readonly text: string;
  readonly root: Expression;
}

/**
 * `{ a b: c.d }`: builds an object. Behind a path it is applied to what the path came to, one object for each item of a
 * list, and that is `$` inside of it; anywhere else it groups values that are read from where it stands.
 */
export interface SelectionNode {
  readonly kind: 'selection';
  readonly fields: readonly FieldNode[];
  readonly range: Range;
}

/** One entry of a selection. Without a key the value must be an object, whose keys are merged into the parent. */
export interface FieldNode {
  readonly key: string | undefined;
  readonly value: Expression;
  /** Written with `...`: null and missing values merge nothing. From v0.4. */
  readonly spread: boolean;
  readonly range: Range;
}

/** What has a value. Which of them may stand where is a matter of the version. */
export type Expression = PathExpression | LiteralNode | SelectionNode | ArrayNode | FallbackNode;

/** A root, steps taken from it, and an optional trailing `{…}`. */
export interface PathExpression {
  readonly kind: 'path';
  readonly root: PathRoot;
  /** A `?` directly behind the root. */
  readonly rootOptional: boolean;
  readonly steps: readonly PathStep[];
  readonly selection: SelectionNode | undefined;
  readonly range: Range;
}

/**
 * Where a path starts. `element` is `@`, and what a path without a sign starts from; `enclosing` is `$`; `expression`
 * is `$(…)` or a literal with a tail.
 */
export type PathRoot =
  | { readonly kind: 'element' }
  | { readonly kind: 'enclosing' }
  | { readonly kind: 'variable'; readonly name: string; readonly range: Range }
  | { readonly kind: 'expression'; readonly expression: Expression };

/** One `.key`, `->method(…)` or `->as($name)`; `optional` when a `?` follows it. */
export type PathStep =
  | { readonly kind: 'key'; readonly key: string; readonly optional: boolean; readonly range: Range }
  | {
      readonly kind: 'method';
      readonly name: string;
      readonly args: readonly Expression[];
      readonly optional: boolean;
      readonly range: Range;
    }
  | {
      readonly kind: 'bind';
      readonly variable: string;
      readonly expression: Expression | undefined;
      readonly optional: boolean;
      readonly range: Range;
    };

export interface LiteralNode {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null;
  readonly range: Range;
}

export interface ArrayNode {
  readonly kind: 'array';
  readonly items: readonly Expression[];
  readonly range: Range;
}

/** `a ?? b ?? c` (next on null or missing) or `a ?! b` (next on missing only). */
export interface FallbackNode {
  readonly kind: 'fallback';
  readonly operator: '??' | '?!';
  readonly operands: readonly Expression[];
  readonly range: Range;
}

/** Literal text and the mappings between it, in their order. */
export interface Template {
  readonly text: string;
  readonly parts: readonly TemplatePart[];
}

/** One part of a template; `range` is that of `{…}` with its braces. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'mapping'; readonly mapping: Mapping; readonly range: Range };
