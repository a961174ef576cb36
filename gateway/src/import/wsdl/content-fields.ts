import type { ComplexType, Group, Particle, SimpleType, XsdType } from '../../sources/connectors/soap/xsd/xsd-model.js';

/** One key of the JSON that a complex type is read to and written from. */
export interface ContentField {
  /** As mappings know it: `name`, `@attribute`, `#text`. */
  readonly key: string;
  /** What a person would call it. */
  readonly label: string;
  readonly type: () => XsdType;
  readonly repeated: boolean;
  readonly required: boolean;
  readonly nillable: boolean;
  /** The service knows no other value, so nobody has to give it. */
  readonly fixed: boolean;
}

const textType: SimpleType = {
  kind: 'simple',
  name: 'string',
  namespace: '',
  value: 'string',
  list: false,
  enumeration: undefined,
  pattern: undefined,
};

/** The fields of a complex type: attributes, text, elements. */
export function contentFields(type: ComplexType): readonly ContentField[] {
  const required = new Set(requiredElements(type.content));
  const attributes = [...type.attributes.values()].map(
    (attribute): ContentField => ({
      key: `@${attribute.name}`,
      label: attribute.name,
      type: () => attribute.type,
      repeated: false,
      required: attribute.required,
      nillable: false,
      fixed: attribute.fixed !== undefined,
    }),
  );
  const elements = [...type.elements].map(
    ([name, { element, repeated }]): ContentField => ({
      key: name,
      label: name,
      type: element.type,
      repeated,
      required: required.has(name),
      nillable: element.nillable(),
      fixed: element.fixed() !== undefined,
    }),
  );
  return [...attributes, ...textOf(type), ...elements];
}

function textOf({ simpleContent, mixed }: ComplexType): readonly ContentField[] {
  if (simpleContent === undefined && !mixed) return [];
  const type = () => simpleContent ?? textType;
  const shared = { key: '#text', type, repeated: false, required: false, nillable: false, fixed: false };
  return [{ ...shared, label: simpleContent === undefined ? 'text' : 'value' }];
}

/**
 * How clients are asked for a field. One that has to be there and may be nil is null unless it is given, as leaving it
 * out would be no message of the WSDL.
 */
export function presenceOf({ required, repeated, nillable, fixed }: ContentField): {
  readonly isSure: boolean;
  readonly defaultValue: 'null' | undefined;
} {
  const isAsked = required && !fixed;
  return {
    isSure: isAsked && (repeated || !nillable),
    defaultValue: isAsked && nillable && !repeated ? 'null' : undefined,
  };
}

/** Elements that have to be there whatever else is: those of optional groups and of choices do not. */
function requiredElements(content: Group | undefined, seen = new Set<readonly Particle[]>()): readonly string[] {
  if (content === undefined || content.kind === 'choice' || content.minOccurs === 0 || seen.has(content.particles)) {
    return [];
  }
  seen.add(content.particles);
  return content.particles.flatMap((particle) => {
    if (particle.kind === 'any') return [];
    if (particle.kind !== 'element') return requiredElements(particle, seen);
    return particle.minOccurs > 0 ? [particle.element.name] : [];
  });
}

/** A type that is text alone once it has no attributes: JSON has a scalar for it. */
export function plainText(type: XsdType): SimpleType | undefined {
  if (type.kind === 'simple') return type;
  return type.attributes.size === 0 && !type.anyAttribute ? type.simpleContent : undefined;
}
