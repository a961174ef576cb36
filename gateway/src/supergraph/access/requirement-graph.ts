import type { AccessClause } from './access-clause.js';

/**
 * What elements of a schema ask of a caller, by coordinate (`Type`, `Type.field`), where one element may take over what
 * others ask.
 */
export class RequirementGraph {
  /** By coordinate, then by the clause's text. */
  readonly #clauses = new Map<string, Map<string, AccessClause>>();
  readonly #inherits = new Map<string, Set<string>>();

  /** Whether nothing asks for anything. */
  get isEmpty(): boolean {
    return this.#clauses.size === 0;
  }

  /** Says that an element asks for something itself. */
  require(coordinate: string, clause: AccessClause): void {
    const clauses = this.#clauses.get(coordinate) ?? new Map<string, AccessClause>();
    clauses.set(clause.text, clause);
    this.#clauses.set(coordinate, clauses);
  }

  /** Says that an element asks for whatever another asks. */
  inherit(coordinate: string, from: string): void {
    const others = this.#inherits.get(coordinate) ?? new Set<string>();
    others.add(from);
    this.#inherits.set(coordinate, others);
  }

  /** What an element asks for so far. */
  clausesOf(coordinate: string): ReadonlyMap<string, AccessClause> {
    return this.#clauses.get(coordinate) ?? noClauses;
  }

  /** Carries clauses along until nothing changes; inheriting may be circular. O(rounds x inheritances). */
  settle(): void {
    for (let changed = true; changed; ) {
      changed = false;
      for (const [coordinate, others] of this.#inherits) {
        const before = this.clausesOf(coordinate).size;
        for (const other of others) {
          for (const clause of this.clausesOf(other).values()) {
            this.require(coordinate, clause);
          }
        }
        changed ||= this.clausesOf(coordinate).size > before;
      }
    }
  }
}

const noClauses: ReadonlyMap<string, AccessClause> = new Map();
