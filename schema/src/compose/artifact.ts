/**
 * Writes the file of a composed supergraph: a comment that says where it is from, and the SDL. The same supergraph gives
 * the same bytes on every machine.
 */
export function printArtifact(clientGraph: string, supergraph: string): string {
  return `# The supergraph of the client graph "${clientGraph}", made by \`facet compose\`.
# Do not edit: change the schemas of the sources, or the client graph's own folder, and run the command again.

${supergraph.trim()}
`;
}
