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
  terminal: boolean;
}

/** The errors of one execution, in the order in which they came up. */
export class ExecutionErrors {
  readonly #list: ExecutionError[] = [];
  readonly #root: PathNode = { children: new Map(), terminal: false };

  /** Every error so far. */
  get list(): readonly ExecutionError[] {
    return this.#list;
  }

  /** Records an error. */
  add(error: ExecutionError): void {
    this.#list.push(error);
    let node = this.#root;
    for (const element of error.path ?? []) {
      let child = node.children.get(element);
      if (child === undefined) {
        child = { children: new Map(), terminal: false };
        node.children.set(element, child);
      }
      node = child;
    }
    node.terminal = true;
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
      if (node.terminal) {
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
}
