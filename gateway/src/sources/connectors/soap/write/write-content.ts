import { ownValue } from '../../json.js';
import { didYouMean } from '../../mapping/suggest.js';
import { isEmptiable, namesIn, wildcardOf } from '../xsd/content-slots.js';
import type { ComplexType, ElementModel, ElementParticle, Group, Particle, Wildcard } from '../xsd/xsd-model.js';
import { SoapInputError } from './input-error.js';
import type { WriteContext } from './write-context.js';
import { assertName, writeUntyped } from './write-untyped.js';

/** Writes one element with its value. */
export type ElementWriter = (element: ElementModel, value: unknown, context: WriteContext) => void;

/**
 * Writes the child elements of a complex type in the order that its content model prescribes.
 *
 * Each key holds a queue of values, from which the places of its element in the model take as many as they may. So a
 * repeated group writes its elements in turns, and what is left in a queue at the end did not fit.
 *
 * Spec: XML Schema Part 1, section 3.8.4.
 *
 * @throws {SoapInputError} for a required element without a value, a key that the type does not have, and more values
 *   than it may have.
 */
export function writeContent(
  type: ComplexType,
  fields: Readonly<Record<string, unknown>>,
  context: WriteContext,
  write: ElementWriter,
): void {
  const run = new ContentWriter(type, fields, context, write);
  if (type.content !== undefined) {
    run.writeGroup(type.content);
  }
  run.assertNothingLeft();
}

class ContentWriter {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #context: WriteContext;
  readonly #write: ElementWriter;
  readonly #queues = new Map<string, readonly unknown[]>();
  /** How many values of each queue are written. */
  readonly #written = new Map<string, number>();
  /** Keys that the type does not have, until a wildcard takes them. */
  #others: readonly string[];
  #total = 0;

  constructor(
    type: ComplexType,
    fields: Readonly<Record<string, unknown>>,
    context: WriteContext,
    write: ElementWriter,
  ) {
    this.#fields = fields;
    this.#context = context;
    this.#write = write;
    for (const [name, { element, repeated }] of type.elements) {
      this.#queues.set(name, this.#queueOf(element, repeated, ownValue(fields, name)));
    }
    this.#others = Object.keys(fields).filter(
      (key) => key !== '#text' && !key.startsWith('@') && !type.elements.has(key) && fields[key] !== undefined,
    );
  }

  writeGroup(group: Group): void {
    for (let turn = 0; turn < group.maxOccurs; turn += 1) {
      const before = this.#total;
      const isWanted = this.#hasMore(group);
      if (!isWanted && (turn >= group.minOccurs || isEmptiable(group))) {
        return;
      }
      if (group.kind === 'choice') {
        this.#writeChoice(group);
      } else {
        for (const particle of group.particles) {
          this.#writeParticle(particle);
        }
      }
      if (this.#total === before) {
        return;
      }
    }
  }

  assertNothingLeft(): void {
    for (const [name, queue] of this.#queues) {
      const written = this.#written.get(name) ?? 0;
      if (written < queue.length) {
        const message =
          written === 0
            ? 'cannot stand beside the other elements given: the WSDL has a choice'
            : `may stand ${written} times at most`;
        throw new SoapInputError(`${this.#context.path}.${name}`, message);
      }
    }
    const [unknown] = this.#others;
    if (unknown !== undefined) {
      const suggestion = didYouMean(unknown, this.#queues.keys());
      throw new SoapInputError(`${this.#context.path}.${unknown}`, `is unknown to the WSDL${suggestion}`);
    }
  }

  /** Null is a value of its own only for a nillable element; else it stands for "not given". */
  #queueOf(element: ElementModel, repeated: boolean, value: unknown): readonly unknown[] {
    if (value === undefined || (value === null && (repeated || !element.nillable()))) {
      return [];
    }
    if (!Array.isArray(value)) {
      return [value];
    }
    const type = element.type();
    const isListType = type.kind === 'simple' ? type.list : type.array !== undefined;
    if (repeated && !(isListType && !value.some(Array.isArray))) {
      return value;
    }
    if (isListType) {
      return [value];
    }
    throw new SoapInputError(`${this.#context.path}.${element.name}`, 'takes one value: it is a list');
  }

  #hasMore(particle: Particle): boolean {
    if (particle.kind === 'any') {
      return this.#others.length > 0;
    }
    if (particle.kind === 'element') {
      return this.#left(particle.element.name) > 0;
    }
    for (const name of namesIn(particle)) {
      if (this.#left(name) > 0) {
        return true;
      }
    }
    return this.#others.length > 0 && wildcardOf(particle) !== undefined;
  }

  #left(name: string): number {
    return (this.#queues.get(name)?.length ?? 0) - (this.#written.get(name) ?? 0);
  }

  #writeChoice(group: Group): void {
    const chosen = group.particles.find((particle) => this.#hasMore(particle));
    if (chosen === undefined) {
      const names = [...namesIn(group)].map((name) => `"${name}"`).join(', ');
      throw new SoapInputError(this.#context.path, `must have one of ${names}`);
    }
    this.#writeParticle(chosen);
  }

  #writeParticle(particle: Particle): void {
    if (particle.kind === 'element') {
      this.#writeElements(particle);
    } else if (particle.kind === 'any') {
      this.#writeWildcard(particle);
    } else {
      this.writeGroup(particle);
    }
  }

  #writeElements({ element, minOccurs, maxOccurs }: ElementParticle): void {
    const queue = this.#queues.get(element.name) ?? [];
    const start = this.#written.get(element.name) ?? 0;
    const end = Math.min(queue.length, start + maxOccurs);
    const path = `${this.#context.path}.${element.name}`;
    for (let index = start; index < end; index += 1) {
      const isOne = queue.length === 1;
      this.#writeOne(element, queue[index], isOne ? path : `${path}[${index}]`);
    }
    this.#written.set(element.name, end);
    this.#total += end - start;
    if (end - start >= minOccurs) {
      return;
    }
    const fixed = element.fixed();
    if (fixed !== undefined && end === start) {
      this.#writeOne(element, fixed, path);
    } else {
      throw new SoapInputError(path, end === start ? 'is required' : `must stand at least ${minOccurs} times`);
    }
  }

  #writeOne(element: ElementModel, value: unknown, path: string): void {
    if ((value === null && !element.nillable()) || value === undefined) {
      throw new SoapInputError(path, 'may not be null');
    }
    this.#write(element, value, { ...this.#context, path, depth: this.#context.depth + 1 });
  }

  /** Keys that the type does not have: a global element's where one of that name is known, else without a schema. */
  #writeWildcard(wildcard: Wildcard): void {
    const keys = this.#others;
    this.#others = [];
    this.#total += keys.length;
    for (const key of keys) {
      const path = `${this.#context.path}.${key}`;
      assertName(key, path);
      const value = this.#fields[key];
      const known = this.#context.library.elementNamed(key);
      for (const item of Array.isArray(value) ? value : [value]) {
        const context = { ...this.#context, path, depth: this.#context.depth + 1 };
        if (known === undefined) {
          writeUntyped(context.writer.qualify(wildcard.namespace, key), item, context);
        } else {
          this.#write(known, item, context);
        }
      }
    }
  }
}
