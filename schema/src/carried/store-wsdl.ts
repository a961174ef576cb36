import { dirname, resolve, sep } from 'node:path';
import { positionOf } from '../position.js';
import type { Problem } from '../problem.js';
import type { ParsedSubgraph } from '../subgraph/subgraph-file.js';
import type { WsdlDocument } from '../wsdl/wsdl-document.js';
import { WsdlError } from '../wsdl/wsdl-error.js';
import type { CarriedUse, CompletedArguments } from './carried-spec.js';

/**
 * Reads a WSDL and everything it imports.
 *
 * @param entry Absolute path of the WSDL, or its URL.
 * @param options.allowedDirectory The directory that no file may lie outside of. Default: that of the WSDL.
 * @returns At least one document, the WSDL itself first.
 * @throws {WsdlError} When a document cannot be read or is none; the message says which and why.
 */
export type WsdlResolver = (
  entry: string,
  options: { readonly allowedDirectory?: string },
) => Promise<readonly WsdlDocument[]>;

/**
 * Adds the WSDL's documents to the arguments of a `@soapSource`, so that serving reads and fetches none.
 *
 * Line ends become `\n`, as XML parsers make them anyway (XML 1.0, section 2.11), so that the supergraph does not
 * depend on how the files were checked out.
 *
 * @returns Arguments with `documents`; or a problem at the argument `wsdl`, with the code of the WsdlError.
 */
export async function storeWsdl(
  use: CarriedUse,
  { source }: ParsedSubgraph,
  resolveWsdl: WsdlResolver,
): Promise<CompletedArguments> {
  const wsdl = String(use.args['wsdl']);
  const folder = resolve(dirname(source.file));
  const isRemote = /^https?:/i.test(wsdl);
  const entry = isRemote ? wsdl : resolve(folder, wsdl);
  // A WSDL in a folder of its own may share schemas with its neighbours, anywhere below the subgraph's file.
  const isBelow = !isRemote && entry.startsWith(folder + sep);
  try {
    const documents = await resolveWsdl(entry, isBelow ? { allowedDirectory: folder } : {});
    const stored = documents.map(({ location, text }) => ({ location, text: text.replace(/\r\n?/g, '\n') }));
    return { args: { ...use.args, documents: stored }, problems: [] };
  } catch (error) {
    if (!(error instanceof WsdlError)) throw error;
    const problem: Problem = {
      code: error.code,
      message: `Cannot store the WSDL "${wsdl}": ${error.message}`,
      ...positionOf(use.node.arguments?.find(({ name }) => name.value === 'wsdl')),
    };
    return { args: use.args, problems: [problem] };
  }
}
