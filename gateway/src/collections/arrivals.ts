/** One item among the arrivals; once it has left, it refers to nothing any more. */
export interface Arrival<T> {
  /** Undefined once it has left. */
  readonly item: T | undefined;
}

interface Link<T> extends Arrival<T> {
  item: T | undefined;
  before: Link<T> | undefined;
  after: Link<T> | undefined;
}

/**
 * What waits, in order of arrival: any of it may leave, in constant time.
 *
 * No `Set` or `Map`, though they keep the order, too. When many come and go, these make themselves a new table every now
 * and then, and the old one goes on holding what was in it, and the new table. Once one of them is so old that only a full
 * collection looks at it, it keeps alive all that has come since: every collection of young objects then copies whole
 * requests that are over, which took a tenth of all CPU of a busy gateway and doubled its memory.
 */
export class Arrivals<T> implements Iterable<T> {
  #first: Link<T> | undefined;
  #last: Link<T> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** What has waited longest. */
  get first(): T | undefined {
    return this.#first?.item;
  }

  /** @returns What `remove` takes. */
  add(item: T): Arrival<T> {
    const link: Link<T> = { item, before: this.#last, after: undefined };
    if (this.#last === undefined) {
      this.#first = link;
    } else {
      this.#last.after = link;
    }
    this.#last = link;
    this.#size++;
    return link;
  }

  /**
   * @param arrival Of these arrivals.
   * @returns False when it had left already.
   */
  remove(arrival: Arrival<T>): boolean {
    const link = arrival as Link<T>;
    if (link.item === undefined) {
      return false;
    }
    const { before, after } = link;
    if (before === undefined) {
      this.#first = after;
    } else {
      before.after = after;
    }
    if (after === undefined) {
      this.#last = before;
    } else {
      after.before = before;
    }
    link.item = undefined;
    link.before = undefined;
    link.after = undefined;
    this.#size--;
    return true;
  }

  /** Takes what has waited longest. */
  shift(): T | undefined {
    const link = this.#first;
    const item = link?.item;
    if (link !== undefined) {
      this.remove(link);
    }
    return item;
  }

  /** In order of arrival. The item that was given last may leave meanwhile, others may not. */
  *[Symbol.iterator](): Iterator<T> {
    let link = this.#first;
    while (link !== undefined) {
      const { item, after }: Link<T> = link;
      if (item !== undefined) {
        yield item;
      }
      link = after;
    }
  }
}
