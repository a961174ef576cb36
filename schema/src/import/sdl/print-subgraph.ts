import { Kind, print } from 'graphql';
import type { DirectiveModel, DirectiveValue, FieldModel, SubgraphModel, TypeModel } from './subgraph-model.js';

/** Longest line that is not broken where it can be. */
const lineWidth = 110;

/** Prints a subgraph as a person would lay it out. Ends with a line end. */
export function printSubgraph(model: SubgraphModel): string {
  const head = model.comments.map((text) => `# ${tidy(text).replace(/\s+/g, ' ')}`.trim()).join('\n');
  const schema = ['extend schema', ...model.schemaDirectives.map((one) => indent(printDirective(one)))].join('\n');
  const roots = [printRoot('Query', model.query), printRoot('Mutation', model.mutation)];
  const blocks = [head, schema, ...roots, ...model.types.map(printType)];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function printRoot(name: string, fields: readonly FieldModel[]): string {
  return fields.length === 0 ? '' : `type ${name} {\n${fields.map((field) => indent(printField(field))).join('\n')}\n}`;
}

function printType(type: TypeModel): string {
  const description = printDescription(type.description);
  switch (type.kind) {
    case 'scalar':
      return `${description}scalar ${type.name}`;
    case 'union':
      return `${description}union ${type.name} = ${type.members.join(' | ')}`;
    case 'enum': {
      const values = type.values.map((value) => indent(`${printDescription(value.description)}${value.name}`));
      return `${description}enum ${type.name} {\n${values.join('\n')}\n}`;
    }
    default: {
      const directives = type.directives.map((one) => ` ${printDirective(one)}`).join('');
      const fields = type.fields.map((field) => indent(printField(field))).join('\n');
      return `${description}${type.kind} ${type.name}${directives} {\n${fields}\n}`;
    }
  }
}

function printField(field: FieldModel): string {
  const head = `${field.name}${printArguments(field.args ?? [])}: ${field.type}`;
  const withDefault = field.defaultValue === undefined ? head : `${head} = ${field.defaultValue}`;
  const printed = field.directives.map(printDirective);
  const oneLine = [withDefault, ...printed].join(' ');
  const fits = !oneLine.includes('\n') && oneLine.length <= lineWidth;
  const text = fits ? oneLine : [withDefault, ...printed.map(indent)].join('\n');
  return `${printDescription(field.description)}${text}`;
}

function printArguments(args: readonly FieldModel[]): string {
  if (args.length === 0) return '';
  const printed = args.map(printField);
  const oneLine = `(${printed.join(', ')})`;
  if (!oneLine.includes('\n') && oneLine.length <= lineWidth - 30) return oneLine;
  return `(\n${printed.map(indent).join('\n')}\n)`;
}

/** One directive with its arguments. */
export function printDirective({ name, args }: DirectiveModel): string {
  const given = Object.entries(args).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  if (given.length === 0) return `@${name}`;
  const printed = given.map(([key, value]) => `${key}: ${printValue(value)}`);
  const oneLine = `@${name}(${printed.join(', ')})`;
  if (!oneLine.includes('\n') && oneLine.length <= lineWidth) return oneLine;
  return `@${name}(\n${printed.map(indent).join('\n')}\n)`;
}

function printValue(value: DirectiveValue): string {
  if (typeof value === 'string') return printString(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return printList(value);
  if (isEnumLiteral(value)) return value.enumValue;
  return printObject(value as Readonly<Record<string, DirectiveValue | undefined>>);
}

function isEnumLiteral(value: object): value is { readonly enumValue: string } {
  return 'enumValue' in value && typeof value.enumValue === 'string';
}

function printList(items: readonly DirectiveValue[]): string {
  const printed = items.map(printValue);
  const oneLine = `[${printed.join(', ')}]`;
  if (!oneLine.includes('\n') && oneLine.length <= lineWidth - 20) return oneLine;
  return `[\n${printed.map(indent).join('\n')}\n]`;
}

function printObject(object: Readonly<Record<string, DirectiveValue | undefined>>): string {
  const printed = Object.entries(object).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${printValue(value)}`],
  );
  const oneLine = `{ ${printed.join(', ')} }`;
  if (!oneLine.includes('\n') && oneLine.length <= lineWidth - 20) return oneLine;
  return `{\n${printed.map(indent).join('\n')}\n}`;
}

/** As a block where it has several lines, or quotes of its own; graphql-js knows how both forms are escaped. */
function printString(value: string): string {
  return print({ kind: Kind.STRING, value, block: /[\n"]/.test(value) });
}

function printDescription(description: string | undefined): string {
  const text = description === undefined ? '' : tidy(description);
  return text === '' ? '' : `${printString(text)}\n`;
}

/** Line ends of one kind, no blanks at the ends of lines, no characters that SDL cannot carry. */
function tidy(text: string): string {
  return (
    text
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: GraphQL's SourceCharacter leaves these out
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ')
      .replace(/[ \t]+$/gm, '')
      .replace(/\n{3,}/g, '\n\n')
      .trim()
  );
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
