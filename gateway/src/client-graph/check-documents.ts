import { type DocumentNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { checkDocument, checkText } from '../traffic/check-document.js';
import { type Excess, type OperationLimits, refuses } from '../traffic/operation-limits.js';
import { normalForm } from './normal-form.js';
import { normalFormHash } from './persisted-operations.js';

/** What is known of a document before it is validated. */
export interface DocumentVerdict {
  /** Limits it is over that refuse it; then nothing else is known, and it must not be handed on. */
  readonly refused: readonly Excess[];
  /** Why it cannot be valid, when that has to be said before it is validated. */
  readonly invalid?: string;
  /** Limits it is over that only warn. */
  readonly warned: readonly Excess[];
  /** Whether all its operations select nothing but the schema: `__schema`, `__type`, `__typename`. */
  readonly introspectsOnly: boolean;
  /** Hash of its normal form; undefined when it does not parse, or nobody asked for it. */
  readonly normalFormHash: string | undefined;
  /** What it parses to: only the first time that its text is checked, since it is large. */
  readonly document?: DocumentNode;
}

/** How documents are checked. */
export interface DocumentChecksOptions {
  readonly limits: OperationLimits;
  /** Whether the hash of the normal form is wanted. */
  readonly normalize: boolean;
}

/** Characters of documents whose verdicts are kept, some 20 MB with what belongs to them. */
const maxKeptChars = 8 * 1024 * 1024;

/**
 * Makes the check of documents against the operation limits that comes before parsing and validating them. Verdicts of
 * documents that pass are kept, by text, those used longest ago going first; one that does not parse has none, and is for
 * the pipeline to say what is wrong with.
 */
export function createDocumentChecks({ limits, normalize }: DocumentChecksOptions): (text: string) => DocumentVerdict {
  const kept = new LRUCache<string, DocumentVerdict>({
    maxSize: maxKeptChars,
    sizeCalculation: (_verdict, text) => text.length + 256,
  });
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) {
      return known;
    }
    const verdict = judge(text, { limits, normalize });
    if (verdict === undefined) {
      return unreadable;
    }
    if (verdict.refused.length === 0 && verdict.invalid === undefined) {
      const { document: _document, ...lasting } = verdict;
      kept.set(text, lasting);
    }
    return verdict;
  };
}

const unreadable: DocumentVerdict = { refused: [], warned: [], introspectsOnly: false, normalFormHash: undefined };

function judge(text: string, { limits, normalize }: DocumentChecksOptions): DocumentVerdict | undefined {
  const ofText = checkText(text, limits);
  if (ofText.some((excess) => refuses(excess, limits))) {
    return { ...unreadable, refused: ofText };
  }
  const document = parseOrNothing(text);
  if (document === undefined) {
    return undefined;
  }
  const { excesses, cycle } = checkDocument(document, limits);
  const found = [...ofText, ...excesses];
  return {
    ...(cycle !== undefined && { invalid: `Cannot spread fragment "${cycle}" within itself` }),
    refused: found.filter((excess) => refuses(excess, limits)),
    warned: found.filter((excess) => !refuses(excess, limits)).map(({ node: _node, ...excess }) => excess),
    introspectsOnly: introspectsOnly(document),
    normalFormHash: normalize ? normalFormHash(normalForm(document)) : undefined,
    document,
  };
}

function parseOrNothing(text: string): DocumentNode | undefined {
  try {
    return parse(text);
  } catch {
    // The pipeline parses it again, and tells the client what is wrong.
    return undefined;
  }
}

/** A document with fragments may select anything, and tools that introspect use them for types of the schema alone. */
function introspectsOnly({ definitions }: DocumentNode): boolean {
  return definitions.every(
    (definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ||
      (definition.kind === Kind.OPERATION_DEFINITION && selectsSchemaOnly(definition.selectionSet)),
  );
}

function selectsSchemaOnly({ selections }: SelectionSetNode): boolean {
  return selections.every(
    (selection) => selection.kind === Kind.FIELD && ['__schema', '__type', '__typename'].includes(selection.name.value),
  );
}
