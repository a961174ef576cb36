import { ImportError } from '../import-error.js';
import type { ApiDescription } from './api-model.js';
import { isObject, ownValue, textAt } from './json-node.js';
import type { ReadApiContext } from './read-context.js';
import { readOpenApi3 } from './read-openapi-3.js';
import { readSwagger2 } from './read-swagger-2.js';

/**
 * Reads a description of OpenAPI 2.0, 3.0, 3.1 or 3.2.
 *
 * @throws {ImportError} IMPORT_INVALID for what is none; IMPORT_UNSUPPORTED for another version.
 */
export function readApi(context: ReadApiContext): ApiDescription {
  const { value: root, document } = context.references.root();
  if (!isObject(root)) throw new ImportError('IMPORT_INVALID', `${document}: expected an object at the top`);
  const version = String(ownValue(root, 'openapi') ?? ownValue(root, 'swagger') ?? '');
  if (Object.hasOwn(root, 'swagger') && version.startsWith('2.')) return readSwagger2(root, version, context);
  if (/^3\.[0-2](?:\.|$)/.test(version)) return readOpenApi3(root, version, context);
  if (version !== '') {
    throw new ImportError('IMPORT_UNSUPPORTED', `${document}: OpenAPI ${version} is not supported, only 2.0 to 3.2`);
  }
  const isAsync = textAt(root, 'asyncapi') !== undefined;
  const seen = isAsync ? 'it is an AsyncAPI document' : 'neither "openapi" nor "swagger" says which version it is';
  throw new ImportError('IMPORT_INVALID', `${document}: no OpenAPI document: ${seen}`);
}
