import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  parseDocument,
} from 'yaml';
import type { ConfigProblem } from './config-problem.js';

/** A configuration file is read by people; 1 MiB is far over any that one wrote, and keeps a wrong file cheap. */
const maxFileBytes = 1_048_576;
/** Anchors may save typing; more uses of them than this are an attempt to fill the memory. */
const maxAliases = 100;
/** Far deeper than any option; the parser is recursive, and its regular expressions end the process with the stack. */
const maxNesting = 100;

/** A line and a column, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A parsed YAML file, in which a place can be found again. */
export interface YamlFile {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** A parsed file, or why there is none. */
export type YamlResult =
  | { readonly kind: 'parsed'; readonly yaml: YamlFile }
  | { readonly kind: 'refused'; readonly problems: readonly ConfigProblem[] };

/**
 * Parses YAML 1.2 and refuses what a configuration never needs: several documents in one file, a key set twice, unknown
 * tags, more than 1 MiB.
 *
 * @param file The name for problems.
 */
export function parseYaml(text: string, file: string): YamlResult {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxFileBytes) {
    return refuse({
      file,
      message: `The file is too large: it has ${bytes} bytes, at most ${maxFileBytes} are allowed`,
    });
  }
  if (isNestedTooDeep(text)) {
    return refuse({ file, message: `Cannot read the YAML: it is nested over ${maxNesting} levels deep` });
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length === 0) {
    return { kind: 'parsed', yaml: { file, document, lines } };
  }
  const problems = faults.map(({ pos, message }) => ({
    file,
    ...positionAt(lines, pos[0]),
    message: `Cannot read the YAML: ${withoutFullStop(message)}`,
  }));
  return { kind: 'refused', problems };
}

/** Goes through the text with the part of the parser that keeps its own stack, so that depth costs nothing. */
function isNestedTooDeep(text: string): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme)) {
      // Only the depth is wanted, not what was parsed.
    }
    if (parser.stack.length > maxNesting) {
      return true;
    }
  }
  return false;
}

/** The file's content as plain values, or the problem of anchors used so often that they would fill the memory. */
export function toPlainValue(yaml: YamlFile): { readonly value: unknown } | { readonly problem: ConfigProblem } {
  try {
    return { value: yaml.document.toJS({ maxAliasCount: maxAliases }) };
  } catch (error) {
    return { problem: { file: yaml.file, message: `Cannot read the YAML: ${withoutFullStop(messageOf(error))}` } };
  }
}

/**
 * Finds where an option stands.
 *
 * @returns The position of its key when `at` is `key`, else of its value; of the nearest enclosing option that is there
 *   when it is not; undefined for an empty file.
 */
export function positionOf(yaml: YamlFile, path: readonly PropertyKey[], at: 'key' | 'value'): Position | undefined {
  const { pair, node, depth } = findNode(yaml, path);
  const found = depth === path.length;
  const target = (at === 'key' || !found) && pair !== undefined ? pair.key : node;
  const range = (target as Node | undefined)?.range;
  return range === undefined || range === null ? undefined : positionAt(yaml.lines, range[0]);
}

/** The node at a path, aliases followed; undefined when there is none. */
export function nodeAt(yaml: YamlFile, path: readonly PropertyKey[]): Node | undefined {
  const { node, depth } = findNode(yaml, path);
  return depth === path.length ? node : undefined;
}

interface FoundNode {
  /** The last pair gone through. */
  readonly pair: Pair | undefined;
  readonly node: Node | undefined;
  /** How many keys of the path were found. */
  readonly depth: number;
}

function findNode(yaml: YamlFile, path: readonly PropertyKey[]): FoundNode {
  let node = resolveAlias(yaml, yaml.document.contents);
  let pair: Pair | undefined;
  for (const [depth, key] of path.entries()) {
    let child: unknown;
    let childPair: Pair | undefined;
    if (isMap(node)) {
      childPair = node.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === String(key));
      child = childPair?.value;
    } else if (isSeq(node)) {
      child = node.items[Number(key)];
    }
    if (child === undefined && childPair === undefined) {
      return { pair, node, depth };
    }
    pair = childPair ?? pair;
    node = resolveAlias(yaml, child);
  }
  return { pair, node, depth: path.length };
}

function resolveAlias(yaml: YamlFile, node: unknown): Node | undefined {
  const resolved = isAlias(node) ? node.resolve(yaml.document) : node;
  return (resolved ?? undefined) as Node | undefined; // a tree from parseDocument holds nodes only
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function refuse(problem: ConfigProblem): YamlResult {
  return { kind: 'refused', problems: [problem] };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function withoutFullStop(text: string): string {
  return text.replace(/\.$/, '');
}
