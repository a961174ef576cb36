export { ImportError, type ImportErrorCode } from './import-error.js';
export type { ImportCounts, ImportedOperation, ImportNote, ImportResult } from './import-result.js';
export { type ImportOpenApiOptions, importOpenApi } from './openapi/import-openapi.js';
