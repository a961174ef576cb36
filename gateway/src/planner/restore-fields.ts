import {
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import type { StandInSupergraph } from '../supergraph/stand-in-fields.js';
import { mapFetches } from './map-fetches.js';
import type { FetchNode, PlanNode, RequiredSelection } from './types.js';

/**
 * Writes the real fields back where a plan was made over stand-ins: `_standIn0_price` becomes
 * `_standIn0_price: price(currency: "USD")` in fetches, and `price` in representations. Where two stand-ins want the same
 * place of one representation, the fetch is split in two.
 */
export function restoreFields(node: PlanNode, supergraph: StandInSupergraph): PlanNode {
  return mapFetches(node, (fetch) => {
    const fetches = splitByStandIns(fetch, supergraph).map((part) => restoreFetch(part, supergraph));
    const [only] = fetches;
    return fetches.length === 1 && only !== undefined ? only : { kind: 'parallel', nodes: fetches };
  });
}

function restoreFetch(fetch: FetchNode, { standIns }: StandInSupergraph): FetchNode {
  if (!fetch.operation.includes('_standIn') && fetch.requires === undefined) {
    return fetch;
  }
  const document = visit(parse(fetch.operation, { noLocation: true }), {
    Field(field) {
      const standIn = standIns.get(field.name.value);
      if (standIn === undefined) {
        return undefined;
      }
      return {
        ...standIn.field,
        alias: field.alias ?? field.name,
        directives: field.directives,
        selectionSet: field.selectionSet,
      };
    },
  });
  return {
    ...fetch,
    operation: stripIgnoredCharacters(print(document)),
    requires: fetch.requires?.map((selection) => restoreRequired(selection, standIns)),
  };
}

function restoreRequired(selection: RequiredSelection, standIns: StandInSupergraph['standIns']): RequiredSelection {
  const selections = selection.selections?.map((child) => restoreRequired(child, standIns));
  if (selection.kind === 'fragment') {
    return { ...selection, selections: selections ?? [] };
  }
  const standIn = standIns.get(selection.name);
  return { ...selection, selections, ...(standIn === undefined ? {} : { as: standIn.field.name.value }) };
}

/** One fetch for each set of its fields whose stand-ins can share a representation. */
function splitByStandIns(fetch: FetchNode, supergraph: StandInSupergraph): readonly FetchNode[] {
  if (fetch.requires === undefined || !hasConflict(fetch.requires, supergraph.standIns)) {
    return [fetch];
  }
  const groups: { readonly standIns: Set<string>; readonly fields: Set<string> }[] = [];
  for (const { coordinate } of entityFields(fetch)) {
    const read = readBy(coordinate, supergraph);
    const group = groups.find((candidate) => {
      const together = new Set([...candidate.standIns, ...read]);
      return !hasConflict(withoutOthers(fetch.requires ?? [], together, supergraph.standIns), supergraph.standIns);
    });
    if (group === undefined) {
      groups.push({ standIns: new Set(read), fields: new Set([coordinate]) });
    } else {
      group.fields.add(coordinate);
      for (const name of read) {
        group.standIns.add(name);
      }
    }
  }
  return groups.map((group) => ({
    ...fetch,
    ...keepEntityFields(fetch, group.fields),
    requires: withoutOthers(fetch.requires ?? [], group.standIns, supergraph.standIns),
  }));
}

/** Stand-ins that a field's `@requires` reads; the field may be a stand-in itself. */
function readBy(coordinate: string, { readBy: known, standIns }: StandInSupergraph): ReadonlySet<string> {
  const [typeName, fieldName = ''] = coordinate.split('.');
  return known.get(`${typeName}.${standIns.get(fieldName)?.field.name.value ?? fieldName}`) ?? new Set();
}

/** Whether two selections of one level would be written under the same name. */
function hasConflict(selections: readonly RequiredSelection[], standIns: StandInSupergraph['standIns']): boolean {
  const written = new Map<string, string>();
  const collect = (level: readonly RequiredSelection[]): boolean =>
    level.some((selection) => {
      if (selection.kind === 'fragment') {
        return collect(selection.selections);
      }
      const name = standIns.get(selection.name)?.field.name.value ?? selection.name;
      const present = written.get(name);
      written.set(name, selection.name);
      return (
        (present !== undefined && present !== selection.name) ||
        (selection.selections !== undefined && hasConflict(selection.selections, standIns))
      );
    });
  return collect(selections);
}

/** The selections without the stand-ins that are not wanted. */
function withoutOthers(
  selections: readonly RequiredSelection[],
  wanted: ReadonlySet<string>,
  standIns: StandInSupergraph['standIns'],
): readonly RequiredSelection[] {
  return selections.flatMap((selection): readonly RequiredSelection[] => {
    if (selection.kind === 'field' && standIns.has(selection.name) && !wanted.has(selection.name)) {
      return [];
    }
    if (selection.selections === undefined) {
      return [selection];
    }
    const kept = withoutOthers(selection.selections, wanted, standIns);
    return kept.length === 0 ? [] : [{ ...selection, selections: kept }];
  });
}

interface EntityField {
  readonly coordinate: string;
  readonly field: FieldNode;
}

/** The fields that an entity fetch asks of its entities, with the type they are asked of. */
function entityFields(fetch: FetchNode): readonly EntityField[] {
  const found: EntityField[] = [];
  visitEntityFields(fetch, (entityField) => {
    found.push(entityField);
    return true;
  });
  return found;
}

/** The operation with some of its entity fields, and the variables that these use. */
function keepEntityFields(fetch: FetchNode, kept: ReadonlySet<string>): Pick<FetchNode, 'operation' | 'variables'> {
  const definition = visitEntityFields(fetch, ({ coordinate }) => kept.has(coordinate));
  const used = new Set<string>();
  visit(definition, {
    VariableDefinition: () => false,
    Variable: ({ name }) => {
      used.add(name.value);
    },
  });
  const operation = visit(definition, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
  });
  return {
    operation: stripIgnoredCharacters(print(operation)),
    variables: fetch.variables.filter((name) => used.has(name)),
  };
}

/** Walks `_entities { ... on T { field } }`, keeping the fields for which `keep` says so. */
function visitEntityFields(fetch: FetchNode, keep: (field: EntityField) => boolean): OperationDefinitionNode {
  const [definition] = parse(fetch.operation, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) {
    throw new TypeError('A fetch has one operation');
  }
  const types: string[] = [];
  let depth = 0;
  return visit(definition, {
    InlineFragment: {
      enter: (node) => {
        types.push(node.typeCondition?.name.value ?? types.at(-1) ?? '');
        return undefined;
      },
      leave: (node) => {
        types.pop();
        return node.selectionSet.selections.length === 0 ? null : undefined;
      },
    },
    Field: {
      enter: (field) => {
        if (depth === 1 && !keep({ coordinate: `${types.at(-1)}.${field.name.value}`, field })) {
          return null;
        }
        depth++;
        return undefined;
      },
      leave: () => {
        depth--;
        return undefined;
      },
    },
  });
}
