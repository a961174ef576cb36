/** An element of a response path: a response name or a list index. */
export type PathElement = string | number;

/** A failure during execution, at a place of the client's answer. */
export interface ExecutionError {
  readonly message: string;
  /** Undefined when it concerns the whole answer. */
  readonly path: readonly PathElement[] | undefined;
  /** Shown to the client. */
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
  /** Set when the client may not read the message; presented by its code. */
  readonly failure: Error | undefined;
  /** Name of the source at fault. */
  readonly source: string | undefined;
}

interface PathNode {
  readonly children: Map<PathElement, PathNode>;
  /** Of the errors at this very path. */
  readonly messages: Set<string>;
  /** Whether what is missing from here on is accounted for. */
  isAccountedFor: boolean;
}

/** The errors of one execution, in the order in which they came up. */
export class ExecutionErrors {
  readonly #list: ExecutionError[] = [];
  readonly #root = newPathNode();

  /** Every error so far. */
  get list(): readonly ExecutionError[] {
    return this.#list;
  }

  /**
   * Records an error, once: several sources may answer for one field, and each reports what is wrong with it
   * (GraphQL specification, section "Handling Execution Errors": only one error per field).
   */
  add(error: ExecutionError): void {
    const node = this.#nodeAt(error.path ?? []);
    node.isAccountedFor = true;
    if (!node.messages.has(error.message)) {
      node.messages.add(error.message);
      this.#list.push(error);
    }
  }

  /**
   * Says that an error accounts for everything that is missing from the object at a path: its source has answered null
   * for the whole of it, since a null travelled up.
   */
  accountFor(path: readonly PathElement[]): void {
    this.#nodeAt(path).isAccountedFor = true;
  }

  /**
   * Whether a null at a path is accounted for: some error sits at it, above it or below it. Only one error is added for
   * a null that travels up (GraphQL specification, section "Handling Execution Errors").
   */
  covers(path: readonly PathElement[]): boolean {
    if (this.#list.length === 0) {
      return false;
    }
    let node = this.#root;
    for (const element of path) {
      if (node.isAccountedFor) {
        return true;
      }
      const child = node.children.get(element);
      if (child === undefined) {
        return false;
      }
      node = child;
    }
    return true;
  }

  #nodeAt(path: readonly PathElement[]): PathNode {
    let node = this.#root;
    for (const element of path) {
      let child = node.children.get(element);
      if (child === undefined) {
        child = newPathNode();
        node.children.set(element, child);
      }
      node = child;
    }
    return node;
  }
}

function newPathNode(): PathNode {
  return { children: new Map(), messages: new Set(), isAccountedFor: false };
}
