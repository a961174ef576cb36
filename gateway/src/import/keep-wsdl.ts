import { importsOf, parseWsdlDocument, resolveLocation, type WsdlDocument } from '@facet/schema/wsdl';

/** A file to be written beside a subgraph. */
export interface KeptFile {
  readonly name: string;
  readonly text: string;
}

/**
 * The documents of a WSDL that was fetched, as files of one folder that refer to each other, so that composing needs no
 * network.
 *
 * @param documents The WSDL first.
 * @param base Name of the WSDL's file without its ending; the others have a number behind it.
 */
export function keepWsdl(documents: readonly WsdlDocument[], base: string): readonly KeptFile[] {
  const names = new Map(
    documents.map(({ location }, index) => [location, index === 0 ? `${base}.wsdl` : `${base}-${index}.xsd`]),
  );
  return documents.map((document) => {
    const references = importsOf(parseWsdlDocument(document).root).flatMap(({ location }) => location ?? []);
    let { text } = document;
    for (const reference of new Set(references)) {
      const name = names.get(resolveLocation(document.location, reference));
      if (name === undefined) continue;
      // As it may stand in the text: with "&" as a reference, in quotes of either kind.
      for (const written of new Set([reference, reference.replaceAll('&', '&amp;')])) {
        for (const quote of ['"', "'"]) text = text.replaceAll(`${quote}${written}${quote}`, `${quote}${name}${quote}`);
      }
    }
    return { name: names.get(document.location) ?? '', text };
  });
}
