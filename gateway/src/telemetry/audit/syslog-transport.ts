/** Sends messages, in order. */
export interface SyslogTransport {
  /**
   * @returns When the system has taken all of them. What the network then loses is not known: syslog has no receipts.
   * @throws When there is no connection, or it broke.
   */
  send(messages: readonly Buffer[], signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
