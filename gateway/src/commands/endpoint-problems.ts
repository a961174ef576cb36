import type { Problem } from '@facet/schema';
import { compileEndpoints } from '../client-graph/endpoints/compile-endpoints.js';
import { documentPaths } from '../client-graph/endpoints/open-endpoints.js';
import type { ClientGraphDefinition } from '../client-graph/load-client-graph-folder.js';
import { readManifests } from '../client-graph/read-manifests.js';
import { readSupergraph } from '../supergraph/supergraph.js';
import type { CommandContext } from './command-context.js';
import { endpointsSettings } from './endpoints-settings.js';
import { shownFile } from './print-problems.js';

/**
 * What is wrong with a client graph's endpoints (ENDPOINT_INVALID): what would keep the gateway from starting, and
 * operations that would be left out. Manifests that cannot be read are reported as such elsewhere.
 *
 * @param supergraphSdl The composed supergraph.
 */
export function endpointProblems(
  clientGraph: ClientGraphDefinition,
  supergraphSdl: string,
  context: CommandContext,
): readonly Problem[] {
  const settings = endpointsSettings(clientGraph);
  const { manifests } = clientGraph.served;
  if (settings === undefined || manifests === undefined) {
    return [];
  }
  const read = readManifests(manifests);
  const operations = read.kind === 'read' ? read.operations.ofManifest(settings.manifest) : [];
  const found = (message: string, file: string): Problem => {
    return { code: 'ENDPOINT_INVALID', message, file: shownFile(file, context), clientGraph: clientGraph.name };
  };
  if (operations === undefined) {
    const manifest = shownFile(settings.manifest, context);
    return [
      found(`The operations of endpoints are not there: the manifest "${manifest}" does not exist`, clientGraph.file),
    ];
  }
  if (read.kind === 'refused') {
    return [];
  }
  const { apiSchema } = readSupergraph(supergraphSdl);
  const reserved = Object.values(documentPaths);
  const { problems, invalid } = compileEndpoints({ ...settings, schema: apiSchema, operations, reserved });
  return [
    ...problems.map((message) => found(message, clientGraph.file)),
    ...invalid.map((message) => found(message, settings.manifest)),
  ];
}
