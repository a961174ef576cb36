import {
  type ArgumentModel,
  type FieldModel,
  type FieldPlace,
  type Graph,
  type InterfaceModel,
  type ObjectModel,
  objectOf,
  type UnionModel,
} from './graph.js';
import { keyFields } from './place-types.js';

/** SDL of the whole graph. */
export function printMonolith(graph: Graph): string {
  const objects = [...graph.objects.values()].filter(({ places }) => places.size > 0);
  const faces = [...graph.interfaces.values()].filter(({ places }) => places.size > 0);
  const unions = [...graph.unions.values()].filter(({ places }) => places.size > 0);
  const blocks = objects.map((object) => {
    const fields = [...object.fields.values()]
      .filter(({ places }) => places.size > 0)
      .map((field) => fieldText(field, field.type, field.inaccessible ? ' @inaccessible' : ''));
    return block(`type ${object.name}${implementsText(faces.filter((face) => isImplemented(face, object)))}`, fields);
  });
  for (const face of faces) {
    const names = new Set([...face.places].flatMap((subgraph) => signatureIn(graph, face, subgraph)));
    for (const name of face.objectPlace?.fields ?? []) names.add(name);
    blocks.push(
      block(
        `interface ${face.name}`,
        [...names].map((name) => faceFieldText(graph, face, name)),
      ),
    );
  }
  for (const union of unions) {
    const members = union.members.filter((member) =>
      [...union.places].some((subgraph) => objectOf(graph, member).places.has(subgraph)),
    );
    blocks.push(`union ${union.name} = ${members.join(' | ')}`);
  }
  return withInputTypes(graph, blocks);
}

/** Composition knows of it only where a subgraph has both. */
function isImplemented(face: InterfaceModel, object: ObjectModel): boolean {
  return face.members.includes(object.name) && [...face.places].some((subgraph) => object.places.has(subgraph));
}

/** SDL of one subgraph; undefined when it has nothing. */
export function printSubgraph(graph: Graph, subgraph: string): string | undefined {
  const objects = [...graph.objects.values()].filter(({ places }) => places.has(subgraph));
  const faces = [...graph.interfaces.values()].filter(({ places }) => places.has(subgraph));
  const unions = [...graph.unions.values()].filter(({ places }) => places.has(subgraph));
  const blocks = objects.map((object) => printObject(object, subgraph, faces));
  for (const face of faces) {
    const key = face.objectPlace?.home === subgraph ? ' @key(fields: "id")' : '';
    const fields = signatureIn(graph, face, subgraph).map((name) => faceFieldText(graph, face, name));
    blocks.push(block(`interface ${face.name}${key}`, fields));
  }
  for (const face of graph.interfaces.values()) {
    if (face.objectPlace?.subgraph !== subgraph) continue;
    const fields = [...face.objectPlace.fields].map((name) => faceFieldText(graph, face, name));
    blocks.push(block(`type ${face.name} @key(fields: "id") @interfaceObject`, ['id: ID!', ...fields]));
  }
  for (const union of unions) blocks.push(printUnion(graph, union, subgraph));
  return blocks.length === 0 ? undefined : withInputTypes(graph, blocks);
}

function printObject(object: ObjectModel, subgraph: string, faces: readonly InterfaceModel[]): string {
  const keys = object.places.get(subgraph)?.keys ?? new Map<string, { resolvable: boolean }>();
  const keyTexts = [...keys].map(
    ([fields, { resolvable }]) => ` @key(fields: "${fields}"${resolvable ? '' : ', resolvable: false'})`,
  );
  const inKeys = new Set([...keys.keys()].flatMap(keyFields));
  const fields = [...object.fields.values()].flatMap((field) => {
    const place = field.places.get(subgraph);
    if (place === undefined) return [];
    // A field that is a key elsewhere is there too.
    const isShared = place.shareable === true || (field.guard === 'key' && !inKeys.has(field.name) && !place.external);
    return [fieldText(field, place.type ?? field.type, directivesText(field, { ...place, shareable: isShared }))];
  });
  const implemented = faces.filter(({ members }) => members.includes(object.name));
  return block(`type ${object.name}${implementsText(implemented)}${keyTexts.join('')}`, fields);
}

function directivesText(field: FieldModel, place: FieldPlace): string {
  const texts: string[] = [];
  if (field.inaccessible && !place.external) texts.push('@inaccessible');
  if (place.shareable) texts.push('@shareable');
  if (place.external) texts.push('@external');
  if (place.requires) texts.push(`@requires(fields: ${JSON.stringify(place.requires)})`);
  if (place.provides) texts.push(`@provides(fields: ${JSON.stringify(place.provides)})`);
  if (place.override)
    texts.push(`@override(from: "${place.override}"${place.label ? `, label: "${place.label}"` : ''})`);
  return texts.map((text) => ` ${text}`).join('');
}

function printUnion(graph: Graph, union: UnionModel, subgraph: string): string {
  const members = union.members.filter((member) => objectOf(graph, member).places.has(subgraph));
  return `union ${union.name} = ${members.join(' | ')}`;
}

/** Fields of an interface that every member in a subgraph has there. */
function signatureIn(graph: Graph, face: InterfaceModel, subgraph: string): readonly string[] {
  const members = face.members.map((member) => objectOf(graph, member)).filter(({ places }) => places.has(subgraph));
  return face.signature.filter((name) =>
    members.every((member) => {
      const place = member.fields.get(name)?.places.get(subgraph);
      return place !== undefined && !place.external;
    }),
  );
}

/** A field of an interface: the least that its members promise. */
function faceFieldText(graph: Graph, face: InterfaceModel, name: string): string {
  const fields = face.members.flatMap((member) => objectOf(graph, member).fields.get(name) ?? []);
  const [field] = fields;
  if (field === undefined) throw new Error(`No member of "${face.name}" has "${name}"`);
  const isLoose = fields.some(({ type }) => !type.endsWith('!'));
  return fieldText(field, isLoose ? field.type.replace(/!$/, '') : field.type, '');
}

function fieldText({ name, args }: FieldModel, type: string, directives: string): string {
  return `${name}${args.length === 0 ? '' : `(${args.map(argumentText).join(', ')})`}: ${type}${directives}`;
}

function argumentText({ name, type, defaultValue }: ArgumentModel): string {
  return `${name}: ${type}${defaultValue === undefined ? '' : ` = ${defaultValue}`}`;
}

function implementsText(faces: readonly InterfaceModel[]): string {
  return faces.length === 0 ? '' : ` implements ${faces.map(({ name }) => name).join(' & ')}`;
}

function block(head: string, fields: readonly string[]): string {
  return `${head} {\n${fields.map((field) => `  ${field}\n`).join('')}}`;
}

/** Adds the scalars, enums and input types that the text speaks of. */
function withInputTypes(graph: Graph, blocks: readonly string[]): string {
  const texts = [...blocks];
  const mentions = (name: string) => texts.some((text) => new RegExp(`[ [(]${name}\\b`).test(text));
  for (const [name, fields] of graph.inputs)
    if (mentions(name)) texts.push(block(`input ${name}`, fields.map(argumentText)));
  for (const [name, values] of graph.enums) if (mentions(name)) texts.push(block(`enum ${name}`, values));
  if (mentions('Json')) texts.push('scalar Json');
  return `${texts.join('\n')}\n`;
}
