/** One entry of a selection. */
export type Selected = SelectedField | SelectedChoice;

/** The fields of one of several types, by what a key of the data says. */
export interface SelectedChoice {
  readonly kind: 'choice';
  readonly key: string;
  readonly branches: ReadonlyArray<SelectedBranch & { readonly value: string }>;
  /** For every other value of the key, and none. */
  readonly otherwise: SelectedBranch | undefined;
}

/** One type and its fields. */
export interface SelectedBranch {
  readonly typeName: string;
  readonly fields: readonly SelectedField[];
}

/** What a selection takes from one key of the data. */
export interface SelectedField {
  readonly kind: 'field';
  /** Name of the field in GraphQL. */
  readonly name: string;
  /** The key in the data. */
  readonly key: string;
  /** The key may be absent: it is not missed then. */
  readonly optional: boolean;
  /**
   * Absent is written as null. Objects of an entity type need it: a key that is not there would be fetched by the
   * connector of the type, once more for every object.
   */
  readonly nullWhenAbsent: boolean;
  /** For an object or a list of them. */
  readonly selection: readonly Selected[] | undefined;
}

/** Longest selection in one line. */
const maxLineLength = 80;

/** A selection's text; several lines when it is long. Without braces around it. */
export function printSelection(fields: readonly Selected[]): string {
  const oneLine = fields.map(printInline).join(' ');
  return oneLine.length <= maxLineLength && !oneLine.includes('\n')
    ? oneLine
    : fields.map((field) => printField(field, '')).join('\n');
}

/** A field with all that is within it in one line. */
function printInline(field: Selected): string {
  if (field.kind === 'choice') return printChoice(field);
  const inner = field.selection?.map(printInline).join(' ');
  return inner === undefined ? printPath(field) : `${printPath(field)} { ${inner} }`;
}

function printField(field: Selected, margin: string): string {
  const oneLine = printInline(field);
  if (field.kind === 'choice') return oneLine.replace(/^/gm, margin);
  if (field.selection === undefined || (margin.length + oneLine.length <= maxLineLength && !oneLine.includes('\n')))
    return margin + oneLine;
  const inner = field.selection.map((one) => printField(one, `${margin}  `));
  return `${margin}${printPath(field)} {\n${inner.join('\n')}\n${margin}}`;
}

/** Spec: Apollo Connectors, abstract types (connect/v0.4): a literal `__typename` in each branch of a `->match`. */
function printChoice({ key, branches, otherwise }: SelectedChoice): string {
  const printed = branches.map((branch) => printBranch(JSON.stringify(branch.value), branch));
  if (otherwise === undefined) return `... ${keyPath(key)}->match(\n${printed.join(',\n')}\n)`;
  // `@` is equal to itself; a key that is absent would not be matched with anything.
  const all = [...printed, printBranch('@', otherwise)];
  return `... $(${keyPath(key)} ?? null)->match(\n${all.join(',\n')}\n)`;
}

function printBranch(value: string, { typeName, fields }: SelectedBranch): string {
  const entries = [`__typename: ${JSON.stringify(typeName)}`, ...fields.map(printEntry)];
  return `  [${value}, {\n${entries.map((entry) => entry.replace(/^/gm, '    ')).join(',\n')}\n  }]`;
}

/** In an argument of a method a key alone is read from the method's input, so these start from the object. */
function printEntry(field: SelectedField): string {
  const path = `$.${isPlainKey(field.key) ? field.key : JSON.stringify(field.key)}`;
  const value = field.nullWhenAbsent ? `$(${path} ?? null)` : field.optional ? `${path}?` : path;
  const inner = field.selection === undefined ? '' : printSelection(field.selection);
  if (inner === '') return `${keyName(field.name)}: ${value}`;
  const braced = inner.includes('\n') ? `{\n${inner.replace(/^/gm, '  ')}\n}` : `{ ${inner} }`;
  return `${keyName(field.name)}: ${value} ${braced}`;
}

function printPath({ name, key, optional, nullWhenAbsent }: SelectedField): string {
  const path = keyPath(key);
  if (nullWhenAbsent) return `${keyName(name)}: $(${path} ?? null)`;
  const marked = optional ? `${path}?` : path;
  return name === key && path === key ? marked : `${keyName(name)}: ${marked}`;
}

/** A key as a path: quoted where it is no identifier, or a word that means something else. */
export function keyPath(key: string): string {
  return isPlainKey(key) ? key : `$.${JSON.stringify(key)}`;
}

/** A key as the name of an entry: `name:`. */
export function keyName(key: string): string {
  return isPlainKey(key) ? key : JSON.stringify(key);
}

function isPlainKey(key: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) && !['true', 'false', 'null'].includes(key);
}
