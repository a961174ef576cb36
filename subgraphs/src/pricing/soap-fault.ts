/** What a Fault says, in either version of SOAP. */
export interface FaultDescription {
  /** Whose fault it is: `soap:Client` or `soap:Server` in SOAP 1.1, `soap:Sender` or `soap:Receiver` in 1.2. */
  readonly party: 'client' | 'server' | 'version';
  /**
   * A WS-Security code, such as `FailedAuthentication`: the faultcode itself in SOAP 1.1, the subcode in 1.2.
   *
   * Spec: Web Services Security: SOAP Message Security 1.1, section 12 "Error Handling".
   */
  readonly securityCode?: 'FailedAuthentication' | 'InvalidSecurity' | 'InvalidSecurityToken';
  /** For people: `faultstring`, or `Reason/Text`. */
  readonly reason: string;
  /** `pricingFault` of the WSDL. */
  readonly detail?: { readonly code: string; readonly sku?: string };
}

/** Ends a SOAP request with a Fault. Everything in it is meant for the client. */
export class SoapFault extends Error {
  override readonly name = 'SoapFault';
  readonly description: FaultDescription;

  constructor(description: FaultDescription) {
    super(description.reason);
    this.description = description;
  }
}
