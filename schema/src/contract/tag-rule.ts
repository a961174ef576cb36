import type {
  ArgumentDefinition,
  EnumValue,
  FieldDefinition,
  InputFieldDefinition,
  NamedType,
  Schema,
  SchemaElement,
} from '@apollo/federation-internals';
import { directiveNames } from '../supergraph/directive-names.js';
import type { Contract } from './contract.js';
import type { FieldOwner, Ownership } from './ownership.js';

/** Whether a contract shows an element, looked at alone: whether a type can be reached is another question. */
export interface TagRule {
  readonly showsType: (type: NamedType) => boolean;
  readonly showsField: (field: FieldDefinition<FieldOwner>) => boolean;
  /** For what stands in a type or field and is shown with it unless it is excluded. */
  readonly showsMember: (
    member: ArgumentDefinition<FieldDefinition<FieldOwner>> | InputFieldDefinition | EnumValue,
  ) => boolean;
}

/**
 * Builds the rule of a contract.
 *
 * - What is `@inaccessible` already, or has an excluded tag, is hidden; a type's tags are also its fields'.
 * - With included tags, a field of an object or interface, and a union, needs one of them, or to be owned.
 * - Input fields, arguments, enum values and scalars need none: what leads to them does.
 * - An object, interface, input object, enum or union with nothing left in it is hidden.
 *
 * Spec: Apollo GraphOS, "Contract reference", sections "Dependent @tags" and "Valid @tag locations".
 */
export function createTagRule(schema: Schema, contract: Contract, ownership: Ownership): TagRule {
  const names = directiveNames(schema);
  const includesAll = contract.include.length === 0;
  const has = (element: Taggable, tags: readonly string[]) =>
    tagsOf(element, names.tag).some((tag) => tags.includes(tag));
  const isHidden = (element: Taggable) =>
    element.hasAppliedDirective(names.inaccessible) || has(element, contract.exclude);
  const isIncluded = (element: Taggable) => includesAll || has(element, contract.include);

  const showsField: TagRule['showsField'] = (field) =>
    !isHidden(field) &&
    !isHidden(field.parent) &&
    (ownership.ownsField(field) || isIncluded(field) || isIncluded(field.parent));
  const showsMember: TagRule['showsMember'] = (member) => !isHidden(member) && !isHidden(member.parent);
  const showsType: TagRule['showsType'] = (type) => {
    if (isHidden(type)) return false;
    switch (type.kind) {
      case 'ObjectType':
      case 'InterfaceType':
        return type.fields().some(showsField);
      case 'UnionType':
        return (ownership.ownsUnion(type) || isIncluded(type)) && type.types().some(showsType);
      case 'InputObjectType':
        return type.fields().some(showsMember);
      case 'EnumType':
        return type.values.some(showsMember);
      case 'ScalarType':
        return true;
    }
  };
  return { showsType, showsField, showsMember };
}

// biome-ignore lint/suspicious/noExplicitAny: the library's own type parameters, which say nothing that is used here
type Taggable = SchemaElement<any, any>;

function tagsOf(element: Taggable, tagDirective: string): readonly string[] {
  return element.appliedDirectivesOf(tagDirective).map((directive) => directive.arguments()['name']);
}
