import {
  baseType,
  type InterfaceType,
  type NamedType,
  type ObjectType,
  type Schema,
} from '@apollo/federation-internals';
import type { TagRule } from './tag-rule.js';

/**
 * The types a client can meet: from the root types along shown fields, their arguments and input fields; from an
 * interface or union that a field returns to the types it can be; from a type to the interfaces it implements. Types
 * of the arguments of directives are reachable, too: clients see the definitions of directives.
 *
 * O(elements of the schema).
 */
export function reachableTypes(schema: Schema, rule: TagRule): ReadonlySet<NamedType> {
  const reached = new Set<NamedType>();
  // An interface may first be met as a supertype only, and later as what a field returns
  const returned = new Set<NamedType>();

  const meet = (type: NamedType): boolean => {
    if (reached.has(type) || !rule.showsType(type)) return false;
    reached.add(type);
    return true;
  };
  const visitFields = (type: ObjectType | InterfaceType) => {
    for (const field of type.fields().filter(rule.showsField)) {
      visitOutput(baseType(field.type as NonNullable<typeof field.type>));
      for (const argument of field.arguments().filter(rule.showsMember)) visitInput(baseTypeOf(argument));
    }
    for (const parent of type.interfaces()) if (meet(parent)) visitFields(parent);
  };
  const visitInput = (type: NamedType) => {
    if (!meet(type) || type.kind !== 'InputObjectType') return;
    for (const field of type.fields().filter(rule.showsMember)) visitInput(baseTypeOf(field));
  };
  const visitOutput = (type: NamedType) => {
    if (returned.has(type) || !rule.showsType(type)) return;
    returned.add(type);
    const isNew = meet(type);
    if (isNew && (type.kind === 'ObjectType' || type.kind === 'InterfaceType')) visitFields(type);
    if (type.kind === 'InterfaceType') for (const object of type.possibleRuntimeTypes()) visitOutput(object);
    if (type.kind === 'UnionType') for (const member of type.types()) visitOutput(member);
  };

  for (const root of schema.schemaDefinition.roots()) visitOutput(root.type);
  for (const directive of schema.directives()) {
    for (const argument of directive.arguments()) visitInput(baseTypeOf(argument));
  }
  return reached;
}

function baseTypeOf(element: { readonly type?: Parameters<typeof baseType>[0] | undefined }): NamedType {
  // Every field and argument of a schema that was built has a type: only the builder's half-made elements have none
  return baseType(element.type as NonNullable<typeof element.type>);
}
