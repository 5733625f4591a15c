// Chance that can be repeated: the same seed makes the same choices, on every machine.

/** Returns a source of choices; `seeds` are numbers. */
export const chance = (...seeds) => new Chance(seeds);

class Chance {
  #state;

  constructor(seeds) {
    this.#state = seeds.reduce((state, seed) => Math.imul(state ^ (seed + 1), 0x9e3779b1) >>> 0, 0x811c9dc5);
  }

  /** A number from 0 to less than 1 (mulberry32). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `low` to `high`. */
  between(low, high) {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** True in so many of a hundred cases. */
  percent(share) {
    return this.next() * 100 < share;
  }

  /** One of the list; undefined if it is empty. */
  pick(list) {
    return list[Math.floor(this.next() * list.length)];
  }

  /** `text` in so many of a hundred cases, or nothing. */
  maybe(share, text) {
    return this.percent(share) ? text : "";
  }

  /** Some of the list, one at least, in an order of chance. */
  some(list, most = list.length) {
    const left = [...list];
    const taken = [];
    for (let count = this.between(1, Math.min(most, list.length)); count > 0; count -= 1) {
      taken.push(...left.splice(Math.floor(this.next() * left.length), 1));
    }
    return taken;
  }

  /** The value of one of `[weight, value]`. */
  weighted(choices) {
    let at = this.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    return (choices.find(([weight]) => (at -= weight) < 0) ?? choices[choices.length - 1])[1];
  }
}
