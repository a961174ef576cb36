/**
 * What of the shared graph a client graph shows, by `@tag`. The words mean what they mean in Apollo GraphOS contracts;
 * docs/adr/0003-contracts-as-inaccessible.md says where this one differs.
 */
export interface Contract {
  /** Empty: everything is shown that is not excluded. Else fields and unions without one of these tags are hidden. */
  readonly include: readonly string[];
  /** What has one of these tags is hidden, whatever else it has. */
  readonly exclude: readonly string[];
}
