import { excessOf, keyPath, type OutputObject, printSelection, selectAll, toPascalCase } from '@facet/schema/import';
import type { Operation } from '../../sources/connectors/soap/wsdl/service-description.js';
import type { XsdType } from '../../sources/connectors/soap/xsd/xsd-model.js';
import { type ContentField, contentFields, plainText } from './content-fields.js';
import type { WsdlTypes } from './wsdl-types.js';

/** What an operation gives. */
export interface WsdlResponse {
  readonly type: string;
  readonly typeName: string;
  readonly selection: string;
}

/** Levels of wrappers that are taken away: `GetThingsResponse { GetThingsResult { Thing } }` is the list of things. */
const maxUnwrapped = 2;

/** Reads what a call gives: what its wrappers hold when that is one thing, else the object with all of it. */
export function buildWsdlResponse(operation: Operation, types: WsdlTypes): WsdlResponse {
  const body = operation.output();
  const [only] = body ?? [];
  const nothing: WsdlResponse = { type: 'Boolean', typeName: 'Boolean', selection: '$(true)' };
  if (body === undefined || only === undefined) return nothing;
  const name = toPascalCase(operation.name);
  if (body.length > 1) return severalParts(operation, types, name);
  if (isEmpty(only.type()) && !types.mayBeDerived(only.type())) return nothing;
  const { type, path, repeated } = unwrap(only.type());
  if (isEmpty(type) && !repeated && !types.mayBeDerived(type)) return nothing;
  const subject = `${operation.name} answer`;
  const found = types.typeOf(type, `${name}Result`, subject);
  const excess = found.output === undefined ? undefined : excessOf(found.output);
  const made =
    excess === undefined ? found : types.unmapped(subject, `it has ${excess}, more than a selection may name`);
  const printed = made.output === undefined ? '' : selectionOf(made.output);
  const selection = path === '$' && printed !== '' ? printed : `${path}${printed === '' ? '' : ` ${braced(printed)}`}`;
  return { type: repeated ? `[${made.type}!]` : made.type, typeName: made.typeName, selection };
}

/** An answer of several elements is an object with a key for each. */
function severalParts(operation: Operation, types: WsdlTypes, name: string): WsdlResponse {
  const fields = (operation.output() ?? []).map((element): ContentField => {
    const { name: key, type } = element;
    return { key, label: key, type, repeated: false, required: true, nillable: element.nillable(), fixed: false };
  });
  const made = types.objectOf(fields, `${name}Result`);
  const excess = excessOf(made);
  if (excess !== undefined) {
    const { type } = types.unmapped(`${operation.name} answer`, `it has ${excess}, more than a selection may name`);
    return { type, typeName: type, selection: '$' };
  }
  return { type: made.model.name, typeName: made.model.name, selection: selectionOf(made) };
}

interface Unwrapped {
  readonly type: XsdType;
  readonly path: string;
  readonly repeated: boolean;
}

function unwrap(outer: XsdType): Unwrapped {
  let found: Unwrapped = { type: outer, path: '$', repeated: false };
  for (let level = 0; level < maxUnwrapped && !found.repeated; level += 1) {
    const only = onlyElement(found.type);
    if (only === undefined) break;
    // Beyond the answer's own wrapper, only what merely holds a list.
    if (level > 0 && !only.repeated) break;
    const optional = level > 0 && only.repeated ? '?' : '';
    const step = keyPath(only.key).replace(/^\$\./, '');
    const path = `${found.path}${optional}.${step}`;
    found = { type: only.type(), path, repeated: only.repeated };
  }
  return found.path === '$' ? found : { ...found, path: `${found.path}${found.repeated ? '' : '?'}` };
}

function onlyElement(type: XsdType): ContentField | undefined {
  if (type.kind === 'simple' || plainText(type) !== undefined || type.array !== undefined) return undefined;
  if (type.wildcard !== undefined || type.mixed || type.anyAttribute) return undefined;
  const [first, ...others] = contentFields(type);
  return others.length === 0 && first !== undefined && !/^[@#]/.test(first.key) ? first : undefined;
}

function isEmpty(type: XsdType): boolean {
  if (type.kind === 'simple' || plainText(type) !== undefined || type.array !== undefined) return false;
  return contentFields(type).length === 0 && type.wildcard === undefined && type.elements.size === 0 && !type.mixed;
}

function selectionOf(object: OutputObject): string {
  return printSelection(selectAll(object));
}

function braced(printed: string): string {
  return printed.includes('\n') ? `{\n${printed.replace(/^/gm, '  ')}\n}` : `{ ${printed} }`;
}
