/** What a mapped `input` (or `headers`) holds does not fit the WSDL. The message names keys, never values. */
export class SoapInputError extends Error {
  override readonly name = 'SoapInputError';

  /** @param path The place in the input: `GetPrice.sku[2]`. */
  constructor(path: string, message: string) {
    super(`"${path}" ${message}`);
  }
}
