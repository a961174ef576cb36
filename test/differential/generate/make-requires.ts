import type { Dice } from './dice.js';
import {
  type ArgumentModel,
  type FieldModel,
  fullPlaces,
  type Graph,
  isComposite,
  namedType,
  type ObjectModel,
  objectOf,
} from './graph.js';
import { freeFieldName, pickArguments, pickLeaf, wrapType } from './make-fields.js';
import { literal } from './make-literal.js';
import { newField } from './make-types.js';
import { canUse, use } from './place-types.js';

/** Where a field set is being made. */
interface Site {
  readonly graph: Graph;
  readonly subgraph: string;
  /** Only fields made before are named. */
  readonly before: number;
  readonly dice: Dice;
}

/** Gives entities fields that one subgraph computes from what other subgraphs know. */
export function addRequires(graph: Graph, dice: Dice): void {
  for (const object of [...graph.objects.values()].filter(({ role }) => role === 'entity')) {
    const places = fullPlaces(object);
    for (let i = dice.int(0, 3); i > 0; i--) {
      const subgraph = dice.pick(places);
      const field = {
        ...newField(graph, freeFieldName(object, dice), wrapType(pickLeaf(dice), dice)),
        args: pickArguments(dice),
      };
      const site: Site = { graph, subgraph, before: field.order, dice };
      const fieldSet = pickFieldSet(site, object, 3);
      if (fieldSet === undefined) continue;
      object.fields.set(field.name, field);
      field.places.set(subgraph, { requires: fieldSet });
    }
  }
}

/** Lets fields that lead to an entity answer some of its fields on the spot. */
export function addProvides(graph: Graph, dice: Dice): void {
  for (const object of graph.objects.values()) {
    for (const field of object.fields.values()) {
      const target = graph.objects.get(namedType(field.type));
      if (target?.role !== 'entity' || object.role === 'value' || !dice.percent(35)) continue;
      for (const [subgraph, place] of field.places) {
        if (place.external || place.requires || place.overridden || place.override || place.shareable) continue;
        if (!object.places.has(subgraph)) continue;
        const provided = [...target.fields.values()].find((candidate) => isProvidable(graph, candidate, subgraph));
        if (provided === undefined) continue;
        for (const other of provided.places.values()) if (!other.external) other.shareable = true;
        provided.places.set(subgraph, { external: true, provided: true });
        place.provides = provided.name;
      }
    }
  }
}

function isProvidable(graph: Graph, field: FieldModel, subgraph: string): boolean {
  const places = [...field.places.values()];
  return (
    field.guard !== 'key' &&
    field.args.length === 0 &&
    !field.places.has(subgraph) &&
    !isOfInterfaceObject(graph, field) &&
    !isComposite(graph, namedType(field.type)) &&
    places.every(({ requires, override, overridden }) => !requires && !override && !overridden) &&
    places.some(({ external }) => !external)
  );
}

/** Composition cannot read arguments of such a field in a `@requires`, nor share it. */
function isOfInterfaceObject(graph: Graph, { name }: FieldModel): boolean {
  return [...graph.interfaces.values()].some(({ objectPlace }) => objectPlace?.fields.has(name));
}

function pickFieldSet(site: Site, object: ObjectModel, most: number): string | undefined {
  const { graph, subgraph, before, dice } = site;
  const candidates = [...object.fields.values()].filter(
    (field) =>
      field.order < before &&
      field.guard !== 'key' &&
      isElsewhere(field, subgraph) &&
      !(field.args.length > 0 && isOfInterfaceObject(graph, field)) &&
      canUse(graph, namedType(field.type), subgraph),
  );
  const parts = dice.pickSome(candidates, 1, most).flatMap((field) => {
    use(graph, namedType(field.type), subgraph, dice);
    return requireField(site, field) ?? [];
  });
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** Some other subgraph has it, and this one at most as `@external`. */
function isElsewhere(field: FieldModel, subgraph: string): boolean {
  const here = field.places.get(subgraph);
  return (here === undefined || here.external === true) && [...field.places.values()].some(({ external }) => !external);
}

/** What to write of a field; undefined when there is nothing to require below it. */
function requireField(site: Site, field: FieldModel): string | undefined {
  const below = requireBelow(site, namedType(field.type));
  if (below === undefined) return undefined;
  if (field.guard === 'none') field.guard = 'required';
  if (!field.places.has(site.subgraph)) field.places.set(site.subgraph, { external: true });
  return `${field.name}${requiredArguments(field.args, site)}${below}`;
}

function requireBelow(site: Site, typeName: string): string | undefined {
  const { graph, subgraph, dice } = site;
  const object = graph.objects.get(typeName);
  if (object !== undefined) return braced(requireFields(site, object));
  const members = graph.interfaces.get(typeName)?.members ?? graph.unions.get(typeName)?.members;
  if (members === undefined) return '';
  const here = members.filter((member) => objectOf(graph, member).places.has(subgraph));
  const parts = dice.pickSome(here, 1, 2).flatMap((member) => {
    const fields = braced(requireFields(site, objectOf(graph, member)));
    return fields === undefined ? [] : [`... on ${member}${fields}`];
  });
  // The type is only sent where it is asked for.
  return braced(parts.length > 0 && dice.percent(50) ? ['__typename', ...parts] : parts);
}

function braced(parts: readonly string[]): string | undefined {
  return parts.length === 0 ? undefined : ` { ${parts.join(' ')} }`;
}

/** Fields of an object below the top: what is known here needs nothing, what is not becomes `@external`. */
function requireFields(site: Site, object: ObjectModel): readonly string[] {
  const { graph, subgraph, before, dice } = site;
  const leaves = [...object.fields.values()].filter(
    (field) =>
      field.order < before &&
      !(field.args.length > 0 && isOfInterfaceObject(graph, field)) &&
      !isComposite(graph, namedType(field.type)) &&
      (field.places.has(subgraph) || isElsewhere(field, subgraph)),
  );
  return dice.pickSome(leaves, 1, 2).flatMap((field) => requireField(site, field) ?? []);
}

function requiredArguments(args: readonly ArgumentModel[], { graph, dice }: Site): string {
  const given = args.filter(
    ({ type, defaultValue }) => (type.endsWith('!') && defaultValue === undefined) || dice.percent(60),
  );
  const texts = given.map(({ name, type }) => `${name}: ${literal({ types: graph, dice }, type)}`);
  return texts.length === 0 ? '' : `(${texts.join(', ')})`;
}
