import type { ConnectorDefinition, ConnectorProblem } from '../connector.js';
import type { Expression, Mapping, Range, SelectionNode } from '../mapping/ast.js';
import { parseMapping } from '../mapping/parse-mapping.js';
import { didYouMean } from '../mapping/suggest.js';
import { MappingSyntaxError, positionAt } from '../mapping/syntax-error.js';
import type { BoundPort } from './bind-operation.js';
import type { SoapArguments } from './soap-arguments.js';
import type { MessageBody } from './wsdl/service-description.js';
import type { ComplexType, ElementModel, Group, Particle, XsdType } from './xsd/xsd-model.js';

/** Keys of an object that a mapping is sure to build, with what they hold. */
type VisibleKeys = ReadonlyArray<{ readonly key: string; readonly value: Expression; readonly range: Range }>;

/**
 * Compares what the text of `input` shows of the message with the WSDL: keys that it does not know, and required
 * elements that are not there. What comes from a variable as a whole is seen only when a call is made.
 */
export function checkInput(
  definition: ConnectorDefinition,
  soap: SoapArguments,
  { operation }: BoundPort,
): readonly ConnectorProblem[] {
  const text = soap.input ?? '';
  const mapping = tryParse(text);
  if (mapping === undefined) return [];
  const check = new InputCheck(definition, text);
  check.body(operation.input(), mapping);
  return check.problems;
}

/** A text that does not parse is reported with all the others. */
function tryParse(text: string): Mapping | undefined {
  try {
    return parseMapping(text);
  } catch (error) {
    if (error instanceof MappingSyntaxError) return undefined;
    throw error;
  }
}

class InputCheck {
  readonly problems: ConnectorProblem[] = [];
  readonly #definition: ConnectorDefinition;
  readonly #text: string;

  constructor(definition: ConnectorDefinition, text: string) {
    this.#definition = definition;
    this.#text = text;
  }

  body(body: MessageBody, mapping: Mapping): void {
    const [only] = body;
    const whole: Range = { start: 0, end: this.#text.length };
    if (body.length === 1 && only !== undefined) {
      this.#value(only.type(), mapping.root, only.name, whole);
      return;
    }
    const keys = keysOf(mapping.root);
    if (keys !== undefined) {
      this.#keys(new Map(body.map((element) => [element.name, element])), keys, 'the message');
    }
  }

  #value(type: XsdType, value: Expression, path: string, range: Range): void {
    const keys = keysOf(value);
    // A type chosen by "@type" has keys of its own.
    if (type.kind !== 'complex' || keys === undefined || keys.some(({ key }) => key === '@type')) return;
    if (type.wildcard === undefined) {
      const elements = new Map([...type.elements].map(([name, { element }]) => [name, element]));
      this.#keys(elements, keys, `"${path}"`, type);
    }
    this.#required(type, keys, path, range);
  }

  #keys(elements: ReadonlyMap<string, ElementModel>, keys: VisibleKeys, subject: string, type?: ComplexType): void {
    for (const { key, value, range } of keys) {
      const element = elements.get(key);
      if (element !== undefined) {
        this.#value(element.type(), value, key, range);
      } else if (!isKnownOther(key, type)) {
        const known = [...elements.keys(), ...[...(type?.attributes.keys() ?? [])].map((name) => `@${name}`)];
        this.#report('UNKNOWN_INPUT', `The WSDL has no "${key}" in ${subject}${didYouMean(key, known)}`, range);
      }
    }
  }

  #required(type: ComplexType, keys: VisibleKeys, path: string, range: Range): void {
    for (const name of requiredIn(type.content)) {
      if (!keys.some(({ key }) => key === name)) {
        this.#report('MISSING_INPUT', `The WSDL requires "${name}" in "${path}"`, range);
      }
    }
  }

  #report(code: string, message: string, range: Range): void {
    const position = positionAt(this.#text, range.start);
    const { subgraph, coordinate } = this.#definition;
    this.problems.push({ code, message, subgraph, coordinate: `${coordinate}.input`, ...position });
  }
}

/** Elements that have to be there whatever else is: those of optional groups and of choices do not. */
function requiredIn(content: Group | undefined, seen = new Set<readonly Particle[]>()): string[] {
  if (content === undefined || content.kind === 'choice' || content.minOccurs === 0 || seen.has(content.particles)) {
    return [];
  }
  seen.add(content.particles);
  return content.particles.flatMap((particle) => {
    if (particle.kind === 'any') return [];
    if (particle.kind !== 'element') return requiredIn(particle, seen);
    return particle.minOccurs > 0 && particle.element.fixed() === undefined ? [particle.element.name] : [];
  });
}

function isKnownOther(key: string, type: ComplexType | undefined): boolean {
  if (type === undefined) return false;
  if (key === '#text') return type.simpleContent !== undefined || type.mixed;
  return key.startsWith('@') && (type.anyAttribute || type.attributes.has(key.slice(1)));
}

/** Undefined when the keys are not all to be seen: a path without `{…}`, a method's result, a merged object. */
function keysOf(value: Expression): VisibleKeys | undefined {
  switch (value.kind) {
    case 'selection':
      return keysOfSelection(value);
    case 'path':
      if (value.selection !== undefined) return keysOfSelection(value.selection);
      return value.root.kind === 'expression' && value.steps.length === 0 ? keysOf(value.root.expression) : undefined;
    default:
      return undefined;
  }
}

function keysOfSelection(selection: SelectionNode): VisibleKeys | undefined {
  const keys = selection.fields.flatMap(({ key, value, range }) => (key === undefined ? [] : [{ key, value, range }]));
  return keys.length === selection.fields.length ? keys : undefined;
}
