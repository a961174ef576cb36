/** What a selection takes from one key of the data. */
export interface SelectedField {
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
  readonly selection: readonly SelectedField[] | undefined;
}

/** Longest selection in one line. */
const maxLineLength = 80;

/** A selection's text; several lines when it is long. Without braces around it. */
export function printSelection(fields: readonly SelectedField[]): string {
  const oneLine = fields.map(printInline).join(' ');
  return oneLine.length <= maxLineLength ? oneLine : fields.map((field) => printField(field, '')).join('\n');
}

/** A field with all that is within it in one line. */
function printInline(field: SelectedField): string {
  const inner = field.selection?.map(printInline).join(' ');
  return inner === undefined ? printPath(field) : `${printPath(field)} { ${inner} }`;
}

function printField(field: SelectedField, margin: string): string {
  const oneLine = printInline(field);
  if (field.selection === undefined || margin.length + oneLine.length <= maxLineLength) return margin + oneLine;
  const inner = field.selection.map((one) => printField(one, `${margin}  `));
  return `${margin}${printPath(field)} {\n${inner.join('\n')}\n${margin}}`;
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
