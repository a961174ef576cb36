/** An answer that is not what SOAP or the WSDL promise. The message names elements, never their content. */
export class SoapAnswerError extends Error {
  override readonly name = 'SoapAnswerError';
}
