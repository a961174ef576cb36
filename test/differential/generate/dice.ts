import type { Random } from 'fast-check';

/** Random choices over fast-check's generator, which its seed decides. */
export interface Dice {
  /** An integer, both bounds included. */
  int(min: number, max: number): number;
  /** True in so many of a hundred cases. */
  percent(chance: number): boolean;
  /** @throws {RangeError} when there is nothing to pick. */
  pick<T>(items: readonly T[]): T;
  /** Several different ones, in their order. */
  pickSome<T>(items: readonly T[], min: number, max: number): T[];
  /** One of the values, each as likely as its weight says. */
  weighted<T>(choices: ReadonlyArray<readonly [weight: number, value: T]>): T;
}

/** Creates dice. */
export function createDice(random: Random): Dice {
  const int = (min: number, max: number) => random.nextInt(min, max);
  const dice: Dice = {
    int,
    percent: (chance) => int(0, 99) < chance,
    pick(items) {
      if (items.length === 0) throw new RangeError('There is nothing to pick');
      return items[int(0, items.length - 1)] as (typeof items)[number];
    },
    pickSome(items, min, max) {
      const count = int(Math.min(min, items.length), Math.min(max, items.length));
      const indexes = new Set<number>();
      while (indexes.size < count) indexes.add(int(0, items.length - 1));
      return items.filter((_, i) => indexes.has(i));
    },
    weighted(choices) {
      let rest = int(
        1,
        choices.reduce((sum, [weight]) => sum + weight, 0),
      );
      for (const [weight, value] of choices) {
        rest -= weight;
        if (rest <= 0) return value;
      }
      throw new RangeError('There is nothing to pick');
    },
  };
  return dice;
}
