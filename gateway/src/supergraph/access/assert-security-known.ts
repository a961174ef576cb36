import { type ConstDirectiveNode, type DocumentNode, Kind } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.js';
import { specNameOfUrl } from '../lift-directives.js';
import { accessDirectives } from './access-clause.js';

/**
 * Refuses a supergraph that links a specification for security which is not enforced here: served without it, it would
 * show what it is to hide.
 *
 * Spec: https://specs.apollo.dev/link/v1.0, `Purpose.SECURITY`: "SECURITY features provide metadata necessary to securely
 * resolve fields."
 *
 * @param file Where the supergraph came from, for the message.
 * @throws {GatewayError} SUPERGRAPH_INVALID naming the specification.
 */
export function assertSecurityKnown(document: DocumentNode, file: string): void {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) {
      continue;
    }
    for (const directive of definition.directives ?? []) {
      const url = argumentText(directive, 'url') ?? argumentText(directive, 'feature');
      if (url !== undefined && argumentText(directive, 'for') === 'SECURITY' && !isKnown(url, directive.name.value)) {
        throw new GatewayError(
          'SUPERGRAPH_INVALID',
          `Cannot serve the supergraph: ${file}: it links "${url}" for SECURITY, which is not enforced here`,
        );
      }
    }
  }
}

/** What is linked for SECURITY and kept to by the API schema, or by plans. */
const plannerEnforces: ReadonlySet<string> = new Set(['inaccessible', 'context']);

/** Directives of access control are found by `@link` alone: under another name of it they would go unseen. */
function isKnown(url: string, linkName: string): boolean {
  const spec = specNameOfUrl(url);
  return (
    (spec !== undefined && plannerEnforces.has(spec)) ||
    (linkName === 'link' && accessDirectives.some((name) => name === spec))
  );
}

function argumentText(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}
