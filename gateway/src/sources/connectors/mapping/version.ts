/** Versions of the connect specification, oldest first. */
export const mappingVersions = ['v0.1', 'v0.2', 'v0.3', 'v0.4'] as const;

/** The version of the language that a text is written in: that of the specification its subgraph links. */
export type MappingVersion = (typeof mappingVersions)[number];

/** What texts are written in that belong to no linked version, those of `@soap` among them. */
export const defaultMappingVersion: MappingVersion = 'v0.3';

/** Whether `version` has what came with `since`. */
export function isSince(version: MappingVersion, since: MappingVersion): boolean {
  return mappingVersions.indexOf(version) >= mappingVersions.indexOf(since);
}

/** The version a link names; the newest for one that is not known, which validation reports. */
export function toMappingVersion(text: string): MappingVersion {
  return mappingVersions.find((version) => version === text) ?? 'v0.4';
}
