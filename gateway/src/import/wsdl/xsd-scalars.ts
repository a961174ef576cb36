import type { ScalarName } from '@facet/schema/import';
import { xsdNamespace } from '@facet/schema/wsdl';
import { builtInType } from '../../sources/connectors/soap/xsd/builtin-types.js';
import type { SimpleType } from '../../sources/connectors/soap/xsd/xsd-model.js';

/** Types whose values keep a form of their own, by their names in XML Schema. */
const byName: Readonly<Record<string, ScalarName>> = {
  date: 'Date',
  dateTime: 'DateTime',
  dateTimeStamp: 'DateTime',
  time: 'Time',
  duration: 'Duration',
  dayTimeDuration: 'Duration',
  yearMonthDuration: 'Duration',
  base64Binary: 'Base64',
  decimal: 'Decimal',
  // Over the largest Int of GraphQL.
  unsignedInt: 'Long',
};

/** The scalar that holds every value of a simple type exactly. */
export function scalarOfSimple(type: SimpleType): ScalarName {
  switch (type.value) {
    case 'integer':
      return type.name === 'unsignedInt' ? 'Long' : 'Int';
    case 'float':
      return 'Float';
    case 'boolean':
      return 'Boolean';
    case 'exact':
      return scalarOfExact(type);
    default:
      return 'String';
  }
}

/** A type derived from a built-in one has a name of its own, and still the form of its values. */
function scalarOfExact({ name, pattern }: SimpleType): ScalarName {
  const named = name !== undefined && Object.hasOwn(byName, name) ? byName[name] : undefined;
  if (named !== undefined) return named;
  if (pattern === undefined) return 'String';
  const isWhole = pattern.source === patternOf('long')?.source;
  return isWhole ? 'Long' : 'Decimal';
}

function patternOf(name: string): RegExp | undefined {
  const type = builtInType({ namespace: xsdNamespace, name });
  return type?.kind === 'simple' ? type.pattern : undefined;
}
