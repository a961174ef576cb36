import { xsdNamespace } from '@facet/schema/wsdl';
import { encodingNamespaces, instanceNamespace } from '../namespaces.js';
import { anyType } from '../xsd/builtin-types.js';
import type { ElementModel, EncodedArray, XsdType } from '../xsd/xsd-model.js';
import { SoapInputError } from './input-error.js';
import type { ElementWriter } from './write-content.js';
import type { WriteContext } from './write-context.js';
import type { XmlWriter } from './xml-writer.js';

/**
 * Writes a list as an array of SOAP's encoding, lists of lists as one of several dimensions. A single value counts as a
 * list of one.
 *
 * Spec: SOAP 1.1 section 5.4.2; SOAP 1.2 Part 2 section 3.1.6.
 *
 * @throws {SoapInputError} for lists of lists that are not all of one length where the array has several dimensions.
 */
export function writeArray(
  name: string,
  array: EncodedArray,
  value: unknown,
  context: WriteContext,
  write: ElementWriter,
): void {
  const { writer, path } = context;
  const sizes: number[] = [];
  let items: readonly unknown[] = Array.isArray(value) ? value : [value];
  sizes.push(items.length);
  for (let dimension = 1; dimension < array.dimensions; dimension += 1) {
    const lists = items.filter(Array.isArray);
    const length: number = lists[0]?.length ?? 0;
    if (lists.length < items.length || lists.some((list) => list.length !== length)) {
      throw new SoapInputError(path, `takes lists of one length in ${array.dimensions} dimensions`);
    }
    sizes.push(length);
    items = lists.flat();
  }
  const type = array.item();
  const { itemName } = array;
  const element: ElementModel = {
    name: itemName,
    namespace: '',
    type: () => type,
    nillable: () => true,
    fixed: () => undefined,
  };
  writer.add(`<${name}${attributesOf(type, sizes, context)}>`);
  for (const [index, item] of items.entries()) {
    write(element, item ?? null, { ...context, path: `${path}[${index}]`, depth: context.depth + 1 });
  }
  writer.add(`</${name}>`);
}

function attributesOf(item: XsdType, sizes: readonly number[], { writer, encoding = '1.1' }: WriteContext): string {
  const namespace = encodingNamespaces[encoding];
  const itemType = typeName(item, writer);
  if (encoding === '1.2') {
    const size = `${writer.qualify(namespace, 'arraySize')}="${sizes.join(' ')}"`;
    return ` ${writer.qualify(namespace, 'itemType')}="${itemType.replace(/\[.*$/, '')}" ${size}`;
  }
  const type = `${writer.qualify(instanceNamespace, 'type')}="${writer.qualify(namespace, 'Array')}"`;
  return ` ${type} ${writer.qualify(namespace, 'arrayType')}="${itemType}[${sizes.join(',')}]"`;
}

function typeName(type: XsdType, writer: XmlWriter): string {
  if (type.kind === 'complex' && type.name === undefined && type.array !== undefined) {
    return `${typeName(type.array.item(), writer)}[${','.repeat(type.array.dimensions - 1)}]`;
  }
  return type.name === undefined
    ? writer.qualify(xsdNamespace, anyType.name ?? '')
    : writer.qualify(type.namespace, type.name);
}
