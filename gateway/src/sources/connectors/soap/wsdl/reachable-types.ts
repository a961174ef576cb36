import type { ElementModel, XsdType } from '../xsd/xsd-model.js';

/**
 * Compiles every type that some elements lead to, so that a fault in the schemas shows when they are loaded. Needs no
 * stack however deep or recursive they are. O(types).
 *
 * @throws {WsdlError} naming the first fault.
 */
export function assertReachableTypes(elements: readonly ElementModel[]): void {
  const seen = new Set<XsdType>();
  const waiting = elements.map((element) => element.type());
  for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
    if (type.kind === 'complex' && !seen.has(type)) {
      seen.add(type);
      for (const { element } of type.elements.values()) {
        waiting.push(element.type());
      }
      if (type.array !== undefined) waiting.push(type.array.item());
    }
  }
}
