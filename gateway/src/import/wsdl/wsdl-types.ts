import {
  DepthGuard,
  type InputObject,
  NameRegistry,
  type NoteCollector,
  type OutputObject,
  type OutputType,
  singular,
  type TypeRegistry,
  toCamelCase,
  toPascalCase,
} from '@facet/schema/import';
import { anyType } from '../../sources/connectors/soap/xsd/builtin-types.js';
import type { ComplexType, SimpleType, XsdLibrary, XsdType } from '../../sources/connectors/soap/xsd/xsd-model.js';
import { type ContentField, contentFields, plainText, presenceOf } from './content-fields.js';
import { scalarOfSimple } from './xsd-scalars.js';

/** A type of arguments or answers. */
export interface WsdlType extends Omit<OutputType, 'object'> {
  readonly output: OutputObject | undefined;
  readonly input: InputObject | undefined;
}

/** What types are made from and noted in. */
export interface WsdlTypesContext {
  readonly library: XsdLibrary;
  readonly registry: TypeRegistry;
  readonly notes: NoteCollector;
}

/** An object, seen from either side: only one of them is used. */
interface MadeObject {
  readonly output: OutputObject;
  readonly input: InputObject;
}

/** Most types derived from one that are merged into it. */
const maxDerived = 50;

/**
 * Makes object types or input types of XSD types.
 *
 * Mappings give every name of GraphQL that of the WSDL, so they cannot follow a type that leads back to itself: there
 * the field is a JSON scalar with the WSDL's names, and listed.
 */
export class WsdlTypes {
  readonly #kind: 'type' | 'input';
  readonly #context: WsdlTypesContext;
  readonly #objects = new Map<XsdType, MadeObject>();
  readonly #open = new Set<XsdType>();
  readonly #guard = new DepthGuard();

  constructor(kind: 'type' | 'input', context: WsdlTypesContext) {
    this.#kind = kind;
    this.#context = context;
  }

  /** @param hint Name for a type that has none. @param subject What notes name. */
  typeOf(type: XsdType, hint: string, subject: string): WsdlType {
    return this.#guard.step(() => this.#typeOf(type, hint, subject));
  }

  #typeOf(type: XsdType, hint: string, subject: string): WsdlType {
    const simple = plainText(type);
    if (simple !== undefined) return this.#simpleType(simple, hint);
    if (type.kind === 'simple') return this.#leaf('String');
    if (type.array !== undefined) {
      const { array } = type;
      const item = this.typeOf(array.item(), singular(hint), subject);
      const brackets = array.dimensions;
      return { ...item, type: `${'['.repeat(brackets)}${item.type}${']'.repeat(brackets)}`, isList: true };
    }
    const isPlain = contentFields(type).length > 0 || this.mayBeDerived(type);
    if (type === anyType || !isPlain) return this.#openContent(type, subject);
    return this.#objectType(type, hint, subject);
  }

  /** Whether an object may be of a type derived from the one that is declared. */
  mayBeDerived(type: XsdType): boolean {
    return type.kind === 'complex' && this.#context.library.hasDerived(type);
  }

  #openContent(type: ComplexType, subject: string): WsdlType {
    const isAnything = type === anyType || type.wildcard !== undefined || type.anyAttribute;
    const reason = isAnything ? 'the WSDL allows anything here' : 'its type has nothing in it';
    this.#context.notes.add('changed', subject, `${reason}, so it is a JSON scalar`);
    return this.#leaf('JSON');
  }

  #leaf(name: string): WsdlType {
    const typeName = this.#context.registry.useScalar(name);
    return { type: typeName, typeName, nullable: false, isList: false, output: undefined, input: undefined };
  }

  #simpleType(type: SimpleType, hint: string): WsdlType {
    const { registry } = this.#context;
    const values = type.enumeration;
    const isText = type.value === 'string' || type.value === 'token';
    const name =
      values === undefined || !isText
        ? registry.useScalar(scalarOfSimple(type))
        : registry.useEnum([...values], { name: type.name }, hint, undefined);
    const leaf = this.#leaf(name);
    return type.list ? { ...leaf, type: `[${name}!]`, isList: true } : leaf;
  }

  #objectType(type: ComplexType, hint: string, subject: string): WsdlType {
    if (this.#open.has(type)) {
      const reason = `${type.name ?? hint} holds itself here, which no mapping can follow to the end, so it is a JSON scalar`;
      this.#context.notes.add('changed', subject, reason);
      return this.#leaf('JSON');
    }
    const { output, input } = this.#objects.get(type) ?? this.#createObject(type, hint);
    const isOutput = this.#kind === 'type';
    const { name } = output.model;
    return {
      type: name,
      typeName: name,
      nullable: false,
      isList: false,
      output: isOutput ? output : undefined,
      input: isOutput ? undefined : input,
    };
  }

  /** What is too large to be mapped, as the WSDL has it. @param reason Why it is no object type. */
  unmapped(subject: string, reason: string): WsdlType {
    this.#context.notes.add('changed', subject, `${reason}, so it is a JSON scalar`);
    return this.#leaf('JSON');
  }

  /** An object type of fields that no XSD type holds together. */
  objectOf(fields: readonly ContentField[], name: string): OutputObject {
    return this.#create(fields, this.#context.registry.nameFor({}, name)).output;
  }

  #createObject(type: ComplexType, hint: string): MadeObject {
    const { registry, notes } = this.#context;
    const name = registry.nameFor({ name: type.name }, hint, this.#kind === 'input' ? 'Input' : '');
    if (type.wildcard !== undefined) notes.add('omitted', name, 'what the WSDL allows beside its elements (xsd:any)');
    if (type.anyAttribute)
      notes.add('omitted', name, 'attributes that the WSDL allows beside its own (xsd:anyAttribute)');
    this.#open.add(type);
    try {
      const made = this.#create(this.#allFields(type, name), name);
      this.#objects.set(type, made);
      return made;
    } finally {
      this.#open.delete(type);
    }
  }

  #create(fields: readonly ContentField[], name: string): MadeObject {
    const model: OutputObject['model'] = { kind: this.#kind, name, directives: [], fields: [] };
    const made: MadeObject = {
      output: { model, fields: [], size: 1, depth: 1, isEntity: false },
      input: { model, fields: [] },
    };
    this.#context.registry.add(model);
    const names = new NameRegistry(['__typename']);
    for (const field of fields) this.#addField(field, names, made);
    return made;
  }

  /** With those of the types that may stand for it, which "@type" tells apart. */
  #allFields(type: ComplexType, name: string): readonly ContentField[] {
    const { library, notes } = this.#context;
    const own = contentFields(type);
    const others = library.derivedNames(type).filter((each) => each !== type.name);
    const derived = others.slice(0, maxDerived).flatMap((each) => library.derivedType(type, each) ?? []);
    if (others.length > maxDerived) {
      const reason = `what ${others.length - maxDerived} of the ${others.length} types derived from it add to it`;
      notes.add('omitted', name, reason);
    }
    if (derived.length === 0) return own;
    const names = derived.map((each) => each.name ?? '').join(', ');
    notes.add('changed', name, `the types derived from it (${names}) are merged into it, told apart by "xsiType"`);
    const fields = new Map(own.map((field) => [field.key, field]));
    for (const field of derived.flatMap(contentFields)) {
      if (!fields.has(field.key)) fields.set(field.key, { ...field, required: false });
    }
    return [...typeField(type), ...fields.values()];
  }

  #addField(field: ContentField, names: NameRegistry, { output, input }: MadeObject): void {
    const parent = output.model.name;
    const name = names.take(toCamelCase(field.label), `${toCamelCase(field.label)}Attribute`);
    const base = this.#kind === 'input' ? parent.replace(/Input$/, '') : parent;
    const made = this.typeOf(field.type(), `${base}${toPascalCase(field.label)}`, `${parent}.${name}`);
    const type = field.repeated ? `[${made.type}${field.nillable ? '' : '!'}]` : made.type;
    // A reader makes a list of whatever comes, so an answer's is never null.
    const { isSure, defaultValue } =
      this.#kind === 'input'
        ? presenceOf(field)
        : { isSure: field.repeated || (field.required && !field.nillable), defaultValue: undefined };
    const model = { name, type: isSure ? `${type}!` : type, typeName: made.typeName, defaultValue, directives: [] };
    output.model.fields.push(model);
    output.fields.push({ model, key: field.key, required: field.required || field.repeated, object: made.output });
    output.size += made.output?.size ?? 1;
    output.depth = Math.max(output.depth, 1 + (made.output?.depth ?? 0));
    input.fields.push({ name, key: field.key, object: made.input, dropsNull: !field.nillable });
  }
}

/** `xsi:type`, unless the type has an attribute of that name. */
function typeField(type: ComplexType): readonly ContentField[] {
  if (type.attributes.has('type')) return [];
  const simple: SimpleType = {
    kind: 'simple',
    name: 'string',
    namespace: '',
    value: 'string',
    list: false,
    enumeration: undefined,
    pattern: undefined,
  };
  const shared = { repeated: false, required: false, nillable: false, fixed: false };
  return [{ key: '@type', label: 'xsiType', type: () => simple, ...shared }];
}
