import {
  type FieldModel,
  ImportError,
  type InputObject,
  keyName,
  NameRegistry,
  type NoteCollector,
  printSelection,
  selectInput,
  toCamelCase,
  toPascalCase,
} from '@facet/schema/import';
import { WsdlError } from '@facet/schema/wsdl';
import type { Operation } from '../../sources/connectors/soap/wsdl/service-description.js';
import { anyType } from '../../sources/connectors/soap/xsd/builtin-types.js';
import type { ElementModel, XsdType } from '../../sources/connectors/soap/xsd/xsd-model.js';
import { type ContentField, contentFields, plainText, presenceOf } from './content-fields.js';
import type { WsdlTypes } from './wsdl-types.js';

/** How an operation is called. */
export interface WsdlRequest {
  readonly args: readonly FieldModel[];
  /** Undefined: the message has nothing in it. */
  readonly input: string | undefined;
  readonly headers: string | undefined;
}

/** Most arguments of one operation: what is written of more is no mapping that a connector takes. */
const maxArguments = 500;

/** An argument and the entry of the mapping that passes it on. */
interface Argument {
  readonly field: FieldModel;
  readonly entry: string;
  /** The mapping that gives its value alone. */
  readonly value: string;
}

/**
 * Builds the arguments of an operation and the mapping of its message: the content of its one element, as a person
 * would pass it, or one argument for each of several.
 */
export function buildWsdlRequest(operation: Operation, types: WsdlTypes, notes: NoteCollector): WsdlRequest {
  const names = new NameRegistry();
  const args = new ArgumentMaker(operation.name, types, names);
  const body = operation.input();
  const [only] = body;
  const fields = body.length === 1 && only !== undefined ? fieldsWithin(only.type()) : undefined;
  // Encoded parts may all be nil; that somebody has to give them is what their writer means nevertheless.
  const isEncoded = operation.use.input === 'encoded';
  const wanted = fields?.map((field) => (isEncoded ? { ...field, nillable: false } : field));
  const count = (wanted ?? body).length;
  if (count > maxArguments) {
    throw new ImportError('IMPORT_TOO_LARGE', `its message has ${count} elements, more than ${maxArguments} arguments`);
  }
  const made = (wanted ?? body.map((element) => bareField(element, operation))).map((field) => args.make(field));
  const isBare = fields === undefined && body.length === 1;
  const [first] = made;
  const input = isBare ? first?.value : made.map(({ entry }) => entry).join('\n');
  // A header's element is global, so its name alone says which it is.
  const headers = headersOf(operation, notes).map((element) =>
    args.make({ ...elementField(element), required: false }, toPascalCase(element.name)),
  );
  return {
    args: [...made, ...headers].map(({ field }) => field),
    input: layOut(input ?? ''),
    headers: layOut(headers.map(({ entry }) => entry).join('\n')),
  };
}

/** Headers may be left out, so a fault in their description costs no more than them. */
function headersOf(operation: Operation, notes: NoteCollector): readonly ElementModel[] {
  try {
    const headers = operation.inputHeaders();
    for (const { name } of headers) {
      const reason = 'it is an argument: where it proves who is calling, let it come from $config instead';
      notes.add('attention', `SOAP header "${name}"`, reason);
    }
    return headers;
  } catch (error) {
    if (!(error instanceof WsdlError)) throw error;
    notes.add('omitted', `SOAP headers of ${operation.name}`, error.message);
    return [];
  }
}

/** What a wrapper holds; undefined for an element that is passed on as one value. */
function fieldsWithin(type: XsdType): readonly ContentField[] | undefined {
  if (plainText(type) !== undefined || type.kind === 'simple' || type === anyType || type.array !== undefined) {
    return undefined;
  }
  return contentFields(type);
}

function elementField(element: ElementModel): ContentField {
  return {
    key: element.name,
    label: element.name,
    type: element.type,
    repeated: false,
    required: true,
    nillable: element.nillable(),
    fixed: false,
  };
}

/** An element that only repeats what the operation is called says nothing about its value. */
function bareField(element: ElementModel, operation: Operation): ContentField {
  const field = elementField(element);
  return element.name === operation.name ? { ...field, label: 'value' } : field;
}

class ArgumentMaker {
  readonly #operation: string;
  readonly #types: WsdlTypes;
  readonly #names: NameRegistry;

  constructor(operation: string, types: WsdlTypes, names: NameRegistry) {
    this.#operation = operation;
    this.#types = types;
    this.#names = names;
  }

  /** @param hint Name of the argument's type, where the WSDL has none; default: made of the operation's and its own. */
  make(field: ContentField, hint?: string): Argument {
    const name = this.#names.take(toCamelCase(field.label), `${toCamelCase(field.label)}Argument`);
    const subject = `${this.#operation} argument "${name}"`;
    const found = this.#types.typeOf(field.type(), hint ?? this.#hintFor(field), subject);
    const selection = found.input === undefined ? '' : selectionOf(found.input);
    const made =
      selection === undefined ? this.#types.unmapped(subject, 'it is too large to translate its names') : found;
    const { isSure, defaultValue } = presenceOf(field);
    const type = field.repeated ? `[${made.type}${field.nillable ? '' : '!'}]` : made.type;
    // A null means something where the element is nillable only.
    const path = `$args.${name}${isSure || field.nillable ? '' : '?'}`;
    const value = made.input === undefined ? path : `${path} ${selection}`;
    return {
      field: { name, type: isSure ? `${type}!` : type, typeName: made.typeName, defaultValue, directives: [] },
      value,
      entry: `${keyName(field.key)}: ${value}`,
    };
  }

  #hintFor({ label }: ContentField): string {
    return `${toPascalCase(this.#operation)}${toPascalCase(label)}`;
  }
}

/** Undefined when it would be too large. */
function selectionOf(input: InputObject): string | undefined {
  const selected = selectInput(input);
  if (selected === undefined) return undefined;
  const printed = printSelection(selected);
  return printed.includes('\n') ? `{\n${printed.replace(/^/gm, '  ')}\n}` : `{ ${printed} }`;
}

function layOut(text: string): string | undefined {
  if (text === '') return undefined;
  const oneLine = text.replace(/\s+/g, ' ');
  return oneLine.length <= 90 ? oneLine : text.replace(/[ \t]+$/gm, '');
}
