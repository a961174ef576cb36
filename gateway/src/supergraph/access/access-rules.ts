import { type DocumentNode, visit } from 'graphql';
import { coordinateOf, type LiftedSupergraph } from '../lift-directives.js';
import { type AccessClause, type AccessDirective, accessDirectives, readAccessClause } from './access-clause.js';
import { returnTypeName } from './field-set-reads.js';
import { addInheritance, type InheritanceInput } from './inherited-requirements.js';
import { RequirementGraph } from './requirement-graph.js';

/** What a supergraph asks of callers before they see a field. */
export interface AccessRules {
  /**
   * What selecting a field asks for, all of it: what the type asks, the field itself, and the type it returns.
   *
   * @param typeName The object or interface it is selected on.
   * @returns Nothing for `__typename`, and whatever else the type does not have.
   */
  clausesFor(typeName: string, fieldName: string): readonly AccessClause[];
  /** Names of all policies, sorted. */
  readonly policies: readonly string[];
}

/** Where `readAccessRules` reads. */
export interface AccessRulesInput extends Omit<InheritanceInput, 'document'> {
  readonly lifted: LiftedSupergraph;
}

/**
 * Reads `@authenticated`, `@requiresScopes` and `@policy` of a supergraph, whatever they are called in it.
 *
 * Spec: https://www.apollographql.com/docs/graphos/reference/federation/directives, section "Controlling access".
 *
 * @returns Undefined when nothing asks for anything.
 * @throws {SyntaxError} When one of them has no argument that can be read.
 */
export function readAccessRules({ lifted, schema, interfaceObjects }: AccessRulesInput): AccessRules | undefined {
  const graph = new RequirementGraph();
  const policies = new Set<string>();
  const found = (name: AccessDirective, { coordinate, node }: Pick<Application, 'coordinate' | 'node'>): void => {
    const clause = readAccessClause(name, node);
    if (clause !== undefined) {
      graph.require(coordinate, clause);
      for (const policy of clause.kind === 'policies' ? clause.anyOf.flat() : []) {
        policies.add(policy);
      }
    }
  };
  for (const name of accessDirectives) {
    for (const application of lifted.directives.get(name) ?? []) {
      if (application.spec === name) {
        found(name, application);
      }
    }
  }
  for (const application of unlinkedApplications(lifted.document)) {
    found(application.name, application);
  }
  if (graph.isEmpty) {
    return undefined;
  }
  addInheritance(graph, { schema, document: lifted.document, interfaceObjects });
  graph.settle();
  return createRules(graph, { schema, policies: [...policies].sort() });
}

interface Application {
  readonly name: AccessDirective;
  readonly coordinate: string;
  readonly node: Parameters<typeof readAccessClause>[1];
}

/** Composers other than Apollo's may write the directives without a `@link`; they mean the same. */
function unlinkedApplications(document: DocumentNode): readonly Application[] {
  const applications: Application[] = [];
  visit(document, {
    Directive(node, _key, _parent, _path, ancestors) {
      const name = accessDirectives.find((one) => one === node.name.value);
      if (name !== undefined) {
        applications.push({ name, node, coordinate: coordinateOf(ancestors) });
      }
    },
  });
  return applications;
}

function createRules(
  graph: RequirementGraph,
  { schema, policies }: { readonly schema: InheritanceInput['schema']; readonly policies: readonly string[] },
): AccessRules {
  const known = new Map<string, readonly AccessClause[]>();
  return {
    policies,
    clausesFor(typeName, fieldName) {
      const coordinate = `${typeName}.${fieldName}`;
      let clauses = known.get(coordinate);
      if (clauses === undefined) {
        const returned = returnTypeName(schema, typeName, fieldName);
        const places = returned === undefined ? [] : [typeName, coordinate, returned];
        clauses = [...new Map(places.flatMap((place) => [...graph.clausesOf(place)])).values()];
        if (returned !== undefined) {
          // Only what exists is remembered, so that the schema bounds it.
          known.set(coordinate, clauses);
        }
      }
      return clauses;
    },
  };
}
