import type { ElementModel, ElementSlot, Group, Particle, Wildcard } from './xsd-model.js';

interface Count {
  readonly element: ElementModel;
  /** How often it may stand in all, over every place that names it. */
  readonly max: number;
}

/** By the list of particles, which references to one group share: a group is counted once, however often it is referred to. */
const counted = new WeakMap<readonly Particle[], ReadonlyMap<string, Count>>();

/**
 * The elements that may stand in a content, by local name, and which of them may stand more than once: by their own
 * maxOccurs, by that of a group around them, or because several places name them.
 */
export function slotsOf(content: Group | undefined): ReadonlyMap<string, ElementSlot> {
  const slots = new Map<string, ElementSlot>();
  if (content !== undefined) {
    for (const [name, { element, max }] of countGroup(content)) {
      slots.set(name, { element, repeated: max > 1 });
    }
  }
  return slots;
}

/** The local names of the elements that may stand in a group. */
export function namesIn(group: Group): Iterable<string> {
  return countOnce(group).keys();
}

function countGroup(group: Group): ReadonlyMap<string, Count> {
  const once = countOnce(group);
  return group.maxOccurs === 1 ? once : times(once, group.maxOccurs);
}

function countOnce(group: Group): ReadonlyMap<string, Count> {
  const once = counted.get(group.particles) ?? countParticles(group);
  counted.set(group.particles, once);
  return once;
}

function countParticles(group: Group): ReadonlyMap<string, Count> {
  const counts = new Map<string, Count>();
  for (const particle of group.particles) {
    for (const [name, count] of countParticle(particle)) {
      const before = counts.get(name);
      const max = group.kind === 'choice' ? Math.max(before?.max ?? 0, count.max) : (before?.max ?? 0) + count.max;
      counts.set(name, { element: before?.element ?? count.element, max });
    }
  }
  return counts;
}

function countParticle(particle: Particle): ReadonlyMap<string, Count> {
  if (particle.kind === 'element') {
    return new Map([[particle.element.name, { element: particle.element, max: particle.maxOccurs }]]);
  }
  return particle.kind === 'any' ? new Map() : countGroup(particle);
}

function times(counts: ReadonlyMap<string, Count>, factor: number): ReadonlyMap<string, Count> {
  return new Map([...counts].map(([name, { element, max }]) => [name, { element, max: max * factor }]));
}

const wildcards = new WeakMap<readonly Particle[], { readonly found: Wildcard | undefined }>();

/** The first xsd:any of a content, its maxOccurs counting every other one and the groups around them. */
export function wildcardOf(content: Group | undefined): Wildcard | undefined {
  if (content === undefined) {
    return undefined;
  }
  const { found } = wildcards.get(content.particles) ?? { found: findWildcard(content) };
  wildcards.set(content.particles, { found });
  return found && { ...found, maxOccurs: found.maxOccurs * content.maxOccurs };
}

function findWildcard({ particles }: Group): Wildcard | undefined {
  const found = particles.flatMap((particle): readonly Wildcard[] => {
    if (particle.kind === 'element') return [];
    return particle.kind === 'any' ? [particle] : [wildcardOf(particle)].filter((each) => each !== undefined);
  });
  const maxOccurs = found.reduce((sum, each) => sum + each.maxOccurs, 0);
  return found[0] && { ...found[0], maxOccurs };
}

const emptiable = new WeakMap<Particle, boolean>();

/** Whether a particle may stand for nothing at all. */
export function isEmptiable(particle: Particle): boolean {
  const known = emptiable.get(particle) ?? mayBeEmpty(particle);
  emptiable.set(particle, known);
  return known;
}

function mayBeEmpty(particle: Particle): boolean {
  if (particle.minOccurs === 0 || particle.kind === 'any') {
    return true;
  }
  if (particle.kind === 'element') {
    return false;
  }
  return particle.kind === 'choice' && particle.particles.length > 0
    ? particle.particles.some(isEmptiable)
    : particle.particles.every(isEmptiable);
}
