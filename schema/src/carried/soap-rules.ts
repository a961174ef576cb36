import {
  type ASTNode,
  type ConstObjectValueNode,
  type FieldDefinitionNode,
  Kind,
  type NamedTypeNode,
  type TypeNode,
} from 'graphql';
import { positionOf } from '../position.js';
import type { Problem } from '../problem.js';
import { typesOf } from '../subgraph/locate-coordinate.js';
import type { ParsedSubgraph } from '../subgraph/subgraph-file.js';
import type { CarriedUse } from './carried-spec.js';

const rootTypes: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/**
 * Checks what the types of the SOAP directives' arguments cannot say. Mappings are not read here: the gateway compiles
 * them when it builds the source.
 *
 * @returns Problems: `SOAP_SOURCE_DUPLICATE`, `SOAP_SOURCE_UNKNOWN`, `SOAP_ENDPOINT_INVALID`, `SOAP_HEADER_INVALID`,
 *   `SOAP_BATCH_SIZE_INVALID`, `SOAP_ENTITY_MISPLACED`, `SOAP_ON_ROOT_TYPE`, `SOAP_IN_SUBSCRIPTION`, `SOAP_ON_INTERFACE`, in the order of the document.
 */
export function checkSoapUses(uses: readonly CarriedUse[], subgraph: ParsedSubgraph): readonly Problem[] {
  const sources = new Set<unknown>();
  const problems: Problem[] = [];
  for (const use of uses.filter(({ directive }) => directive === 'soapSource')) {
    const { name } = use.args;
    if (sources.has(name)) {
      problems.push(problem('SOAP_SOURCE_DUPLICATE', `There is more than one SOAP source "${name}"`, use.node));
    }
    sources.add(name);
    problems.push(...checkEndpoint(use), ...checkHeaders(use));
  }
  for (const use of uses.filter(({ directive }) => directive === 'soap')) {
    problems.push(
      ...checkSource(use, sources),
      ...checkBatch(use),
      ...checkPlace(use, subgraph),
      ...checkEntity(use, subgraph),
    );
  }
  return problems;
}

function checkEndpoint({ args, node }: CarriedUse): Problem[] {
  const { endpoint } = args;
  if (typeof endpoint !== 'string') return [];
  const protocol = URL.canParse(endpoint) ? new URL(endpoint).protocol : undefined;
  if (protocol === 'http:' || protocol === 'https:') return [];
  return [problem('SOAP_ENDPOINT_INVALID', `The endpoint must be an http or https URL: "${endpoint}"`, node)];
}

function checkHeaders({ node }: CarriedUse): Problem[] {
  const headers = node.arguments?.find(({ name }) => name.value === 'headers')?.value;
  if (headers?.kind !== Kind.LIST) return [];
  const objects = headers.values.filter((value): value is ConstObjectValueNode => value.kind === Kind.OBJECT);
  return objects
    .filter(({ fields }) => fields.filter(({ name }) => name.value === 'from' || name.value === 'value').length !== 1)
    .map((header) => problem('SOAP_HEADER_INVALID', 'A header takes exactly one of "from" and "value"', header));
}

function checkSource({ args, node }: CarriedUse, sources: ReadonlySet<unknown>): Problem[] {
  if (sources.has(args['source'])) return [];
  const known = [...sources].map((name) => `"${name}"`).join(', ');
  const message = `There is no SOAP source "${args['source']}" in this subgraph: ${known === '' ? 'it declares none' : `it declares ${known}`}`;
  return [problem('SOAP_SOURCE_UNKNOWN', message, node)];
}

function checkBatch({ args, node }: CarriedUse): Problem[] {
  const maxSize = (args['batch'] as { maxSize?: number | null } | null | undefined)?.maxSize ?? 1;
  if (maxSize >= 1) return [];
  return [problem('SOAP_BATCH_SIZE_INVALID', `A batch holds at least 1 item: maxSize is ${maxSize}`, node)];
}

function checkPlace({ coordinate = '', node }: CarriedUse, { document }: ParsedSubgraph): Problem[] {
  if (rootTypes.has(coordinate)) {
    return [problem('SOAP_ON_ROOT_TYPE', `"@soap" belongs on the fields of "${coordinate}", not on the type`, node)];
  }
  const [typeName] = coordinate.split('.');
  if (typeName === 'Subscription') {
    return [problem('SOAP_IN_SUBSCRIPTION', 'A SOAP operation cannot answer a subscription', node)];
  }
  const isInterface = typesOf(document).some(
    ({ name, node: type }) => name === typeName && /^Interface/.test(type.kind),
  );
  if (!isInterface) return [];
  const message = `"@soap" belongs on the fields of the types that implement "${typeName}": an interface is answered by none`;
  return [problem('SOAP_ON_INTERFACE', message, node)];
}

/** An entity is looked up one at a time and may be unknown: so a field of Query that is one nullable object. */
function checkEntity({ args, coordinate = '', node }: CarriedUse, { document }: ParsedSubgraph): Problem[] {
  if (args['entity'] !== true) return [];
  const [typeName, fieldName] = coordinate.split('.');
  const objects = new Set<string>();
  let field: FieldDefinitionNode | undefined;
  for (const { name, node: type } of typesOf(document)) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
    objects.add(type.name.value);
    if (name === typeName) field ??= type.fields?.find((candidate) => candidate.name.value === fieldName);
  }
  if (typeName === 'Query' && field !== undefined && isNamed(field.type) && objects.has(field.type.name.value))
    return [];
  const message = '"entity: true" belongs on a field of Query whose type is a nullable object, not a list';
  return [problem('SOAP_ENTITY_MISPLACED', message, node)];
}

function isNamed(type: TypeNode): type is NamedTypeNode {
  return type.kind === Kind.NAMED_TYPE;
}

function problem(code: string, message: string, node: ASTNode): Problem {
  return { code, message, ...positionOf(node) };
}
