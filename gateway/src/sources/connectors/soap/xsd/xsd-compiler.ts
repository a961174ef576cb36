import { attributeOf, childElements, type QName, resolveQName, WsdlError } from '@facet/schema/wsdl';
import { anyType, builtInType } from './builtin-types.js';
import { compileComplexType } from './compile-complex-type.js';
import { compileContent, compileElement } from './compile-content.js';
import { compileSimpleType } from './compile-simple-type.js';
import { once } from './once.js';
import { type Declared, invalid, keyOf, placeOf, referenceOf, type SchemaSet } from './schema-set.js';
import type { XsdContext } from './xsd-context.js';
import type { ComplexType, ElementModel, Group, SimpleType, XsdLibrary, XsdType } from './xsd-model.js';

/** Real schemas derive a type in a handful of steps; a longer chain would cost stack. */
const maxDerivationSteps = 100;

/**
 * Compiles the components of a set of schemas, each when it is first asked for and then once. Elements lead to their
 * types lazily, so that recursive types need no special case; what may not be recursive (a type and its base, a group
 * and its content) is refused when it is.
 */
export class XsdCompiler implements XsdContext, XsdLibrary {
  readonly set: SchemaSet;
  readonly #elements = new Map<Declared, ElementModel>();
  readonly #types = new Map<Declared, XsdType>();
  readonly #groups = new Map<Declared, Group | undefined>();
  readonly #compiling = new Set<Declared>();
  readonly #substitutes = once(() => this.#findSubstitutes());
  readonly #namedElements = once(() => this.#findNamedElements());

  readonly #derivations = once(() => this.#findDerivations());

  constructor(set: SchemaSet) {
    this.set = set;
  }

  element(name: QName): ElementModel | undefined {
    const declared = this.set.find('element', name);
    return declared && remembered(this.#elements, declared, () => compileElement(this, declared));
  }

  elementNamed(name: string): ElementModel | undefined {
    const found = this.#namedElements().get(name) ?? [];
    return found.length === 1 && found[0] !== undefined ? this.element(found[0]) : undefined;
  }

  type(name: QName, from?: Declared): XsdType | undefined {
    const declared = this.set.find('type', name, from);
    if (declared === undefined) {
      return builtInType(name);
    }
    return remembered(this.#types, declared, () =>
      this.#guarded(declared, `type "${name.name}"`, () =>
        declared.node.name === 'complexType' ? this.complexType(declared, name) : this.simpleType(declared, name),
      ),
    );
  }

  derivedType(base: ComplexType, name: string): ComplexType | undefined {
    const named = this.#candidates(base).filter((candidate) => candidate.name === name);
    return this.#derived(base, named)[0];
  }

  hasDerived({ namespace, name }: ComplexType): boolean {
    return name !== undefined && this.#derivations().has(keyOf({ namespace, name }));
  }

  derivedNames(base: ComplexType): readonly string[] {
    return this.#derived(base, this.#candidates(base))
      .filter((type) => !type.abstract)
      .map((type) => type.name ?? '')
      .sort();
  }

  typeReferred(declared: Declared, text: string): XsdType {
    const name = referenceOf(declared, text);
    const type = this.type(name, declared);
    if (type === undefined) {
      throw invalid(declared, `there is no type "${text}"${this.set.elsewhere('type', name.name)}`);
    }
    return type;
  }

  complexType(declared: Declared, name?: QName): ComplexType {
    return compileComplexType(this, declared, name);
  }

  simpleType(declared: Declared, name?: QName): SimpleType {
    return compileSimpleType(this, declared, name);
  }

  elementReferred(declared: Declared, name: QName): ElementModel {
    const element = this.element(name);
    if (element === undefined) {
      throw invalid(declared, `there is no global element "${name.name}" in namespace "${name.namespace}"`);
    }
    return element;
  }

  groupReferred(declared: Declared, name: QName): Group | undefined {
    const group = this.set.find('group', name, declared);
    if (group === undefined) {
      throw invalid(declared, `there is no group "${name.name}" in namespace "${name.namespace}"`);
    }
    return remembered(this.#groups, group, () =>
      this.#guarded(group, `group "${name.name}"`, () => compileContent(this, group)),
    );
  }

  substitutesFor(name: QName): readonly ElementModel[] {
    return this.#substitutes().get(keyOf(name)) ?? [];
  }

  #guarded<T>(declared: Declared, subject: string, compile: () => T): T {
    if (this.#compiling.has(declared)) {
      throw invalid(declared, `${subject} is defined in terms of itself`);
    }
    if (this.#compiling.size >= maxDerivationSteps) {
      const message = `${subject} is more than ${maxDerivationSteps} steps of derivation away from where it is used`;
      throw new WsdlError('WSDL_UNSUPPORTED', message, placeOf(declared));
    }
    this.#compiling.add(declared);
    try {
      return compile();
    } finally {
      this.#compiling.delete(declared);
    }
  }

  /** What types derive from which, as written: compiling every type for it could fail on one that nobody uses. */
  #findDerivations(): ReadonlyMap<string, readonly QName[]> {
    const derivations = new Map<string, QName[]>();
    for (const { node, schema } of this.set.all('type')) {
      const contents = childElements(node).filter(({ name }) => name === 'complexContent' || name === 'simpleContent');
      for (const step of contents.flatMap((content) => childElements(content))) {
        const base = attributeOf(step, 'base');
        const name = base === undefined ? undefined : resolveQName(step.scope, base);
        if (name === undefined) continue;
        const key = keyOf(name.namespace === '' ? { ...name, namespace: schema.targetNamespace } : name);
        const derived = { namespace: schema.targetNamespace, name: attributeOf(node, 'name') ?? '' };
        derivations.set(key, [...(derivations.get(key) ?? []), derived]);
      }
    }
    return derivations;
  }

  /** Named types that may stand for a base, itself included. Anything may stand for xsd:anyType. */
  #candidates(base: ComplexType): readonly QName[] {
    if (base === anyType) {
      return [...this.set.all('type')].map(({ node, schema }) => ({
        namespace: schema.targetNamespace,
        name: attributeOf(node, 'name') ?? '',
      }));
    }
    const { namespace, name } = base;
    const found = new Map<string, QName>(name === undefined ? [] : [[keyOf({ namespace, name }), { namespace, name }]]);
    // A map that grows is walked to its end.
    for (const key of found.keys()) {
      for (const derived of this.#derivations().get(key) ?? []) found.set(keyOf(derived), derived);
    }
    return [...found.values()];
  }

  /** O(types) once, then O(derived types); asked only where `xsi:type` is written or a mapping is checked. */
  #derived(base: ComplexType, candidates: readonly QName[]): readonly ComplexType[] {
    return candidates.flatMap((name) => {
      const type = this.type(name);
      return type?.kind === 'complex' && derivesFrom(type, base) ? [type] : [];
    });
  }

  /** Members of a member's own substitution group are members too. */
  #findSubstitutes(): ReadonlyMap<string, readonly ElementModel[]> {
    const direct = new Map<string, Declared[]>();
    for (const declared of this.set.all('element')) {
      const head = attributeOf(declared.node, 'substitutionGroup');
      if (head !== undefined) {
        const key = keyOf(referenceOf(declared, head));
        direct.set(key, [...(direct.get(key) ?? []), declared]);
      }
    }
    return new Map([...direct.keys()].map((key) => [key, this.#members(key, direct)]));
  }

  #members(head: string, direct: ReadonlyMap<string, readonly Declared[]>): readonly ElementModel[] {
    const members = new Map<string, ElementModel>();
    const heads = [head];
    for (const each of heads) {
      for (const { node, schema } of direct.get(each) ?? []) {
        const name = { namespace: schema.targetNamespace, name: attributeOf(node, 'name') ?? '' };
        const element = this.element(name);
        if (element !== undefined && !members.has(keyOf(name))) {
          members.set(keyOf(name), element);
          heads.push(keyOf(name));
        }
      }
    }
    return [...members.values()];
  }

  #findNamedElements(): ReadonlyMap<string, readonly QName[]> {
    const found = new Map<string, QName[]>();
    for (const { node, schema } of this.set.all('element')) {
      const name = attributeOf(node, 'name') ?? '';
      found.set(name, [...(found.get(name) ?? []), { namespace: schema.targetNamespace, name }]);
    }
    return found;
  }
}

/** True when a type may stand, by `xsi:type`, where `base` is declared. */
export function derivesFrom(type: ComplexType, base: ComplexType): boolean {
  if (base === anyType) {
    return true;
  }
  for (let at: ComplexType | undefined = type; at !== undefined; at = at.base) {
    if (at === base) {
      return true;
    }
  }
  return false;
}

function remembered<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) {
    return known;
  }
  const made = make();
  map.set(key, made);
  return made;
}
