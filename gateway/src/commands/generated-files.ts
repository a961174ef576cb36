import { configurationPage } from '../config/configuration-page.js';
import { clientGraphEditorSchema, gatewayEditorSchema } from '../config/editor-schema.js';
import { errorsPage } from '../errors/errors-page.js';

/** A file of the repository that is made from the code. */
export interface GeneratedFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** Every file that `facet docs` writes. */
export function generatedFiles(): readonly GeneratedFile[] {
  return [
    { path: 'gateway/config/facet.schema.json', text: gatewayEditorSchema() },
    { path: 'gateway/config/facet.bff.schema.json', text: clientGraphEditorSchema() },
    { path: 'docs/configuration.md', text: configurationPage() },
    { path: 'docs/errors.md', text: errorsPage() },
  ];
}

/** The repository's folder: this file is three folders below it, compiled or not. */
export const repository = new URL('../../..', import.meta.url);
