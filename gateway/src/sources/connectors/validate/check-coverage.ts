import { type GraphQLObjectType, getNamedType, isInterfaceType, isObjectType, isUnionType } from 'graphql';
import type { ConnectorProblem } from '../connector.js';
import { fieldSetLeaves } from '../field-set.js';
import type { GivenFields } from './check-selection.js';
import type { ValidationContext } from './reporter.js';

/** Checks that every field of the subgraph comes from somewhere, and that it has only types connectors can give. */
export function checkCoverage(context: ValidationContext, given: GivenFields): ConnectorProblem[] {
  const { schema, subgraph } = context;
  const problem = (code: string, element: string, message: string): ConnectorProblem => ({
    code,
    message,
    subgraph: subgraph.name,
    coordinate: `${subgraph.name}:${element}`,
  });
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('_'));
  const openTypes = closeOverFields(given.openTypes, context);
  return types.flatMap((type) => {
    if (type === schema.getSubscriptionType()) {
      return [problem('SUBSCRIPTION_IN_CONNECTORS', type.name, 'Connectors have no subscriptions')];
    }
    if (isInterfaceType(type) || isUnionType(type)) {
      if (subgraph.links.every(({ protocol, version }) => protocol.hasAbstractTypes(version))) return [];
      const message = `"${type.name}" is abstract: interfaces and unions came with connect/v0.4, so link that`;
      return [problem('CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE', type.name, message)];
    }
    if (!isObjectType(type) || openTypes.has(type.name)) return [];
    return unresolvedFields(type, context, given).map((name) => {
      const message = `No connector gives "${type.name}.${name}"`;
      return problem('CONNECTORS_UNRESOLVED_FIELD', `${type.name}.${name}`, message);
    });
  });
}

function unresolvedFields(type: GraphQLObjectType, context: ValidationContext, given: GivenFields): string[] {
  const { extracted, subgraph } = context;
  const own = subgraph.connectors.filter(({ typeName }) => typeName === type.name).map(({ fieldName }) => fieldName);
  const fieldSets = [
    ...(extracted.keys.get(type.name) ?? []),
    ...[...extracted.requires].flatMap(([at, fieldSet]) => (at.startsWith(`${type.name}.`) ? [fieldSet] : [])),
  ];
  const known = new Set([...own, ...fieldSets.flatMap(fieldSetLeaves).map(([first]) => first)]);
  return Object.keys(type.getFields()).filter(
    (name) => !name.startsWith('_') && !known.has(name) && !given.coordinates.has(`${type.name}.${name}`),
  );
}

/** A value of unknown shape may bring values of unknown shape for all its fields. */
function closeOverFields(openTypes: ReadonlySet<string>, { schema }: ValidationContext): ReadonlySet<string> {
  const closed = new Set<string>();
  const open = [...openTypes];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const type = schema.getType(name);
    if (closed.has(name) || !isObjectType(type)) continue;
    closed.add(name);
    open.push(...Object.values(type.getFields()).map((field) => getNamedType(field.type).name));
  }
  return closed;
}
