/** Another process listens on the port that a source wants. The message is fit for a terminal. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly code = 'PORT_IN_USE';

  /**
   * @param source Name of the source that could not start.
   * @param port The port it wanted.
   * @param cause The system's own error.
   */
  constructor(source: string, port: number, cause: unknown) {
    super(`Cannot start source "${source}": port ${port} is in use`, { cause });
  }
}
