import type { SourceAnswer } from './source.js';

/**
 * Whether every string that one execution has of its sources is known to be plain; see `SourceAnswer.plainData`. It has to
 * be proven for each answer that was asked for, so that whoever forgets to say so only makes the answer slower to write.
 */
export class StringProof {
  #unproven = 0;

  /** True when no answer was asked for that has not been shown to be plain. */
  get arePlain(): boolean {
    return this.#unproven === 0;
  }

  /** An answer is asked for. */
  asked(): void {
    this.#unproven++;
  }

  /** It is there. To be called once for each. */
  answered({ data, plainData }: SourceAnswer): void {
    if (plainData !== undefined && plainData === data) {
      this.#unproven--;
    }
  }
}
