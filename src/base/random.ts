/** A seeded source of pseudo-random numbers; its state can be saved, so a resumed run draws what an uninterrupted one would. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
  /** Standard normal (Box and Muller 1958). */
  normal(): number;
  /** The 32-bit state; `createRandom(state)` continues the sequence. */
  state(): number;
}

/**
 * Mulberry32 (Ettinger 2017): 32 bits of state, period 2^32, passes gjrand's small-state tests.
 * @param seed any integer; only its low 32 bits count
 */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    below: (bound) => Math.floor(next() * bound),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    state: () => state,
  };
}

/** Shuffles in place (Fisher and Yates, in Durstenfeld's form). */
export function shuffle<T extends { length: number; [index: number]: unknown }>(items: T, random: Random): T {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = items[i];
    items[i] = items[j];
    items[j] = kept;
  }
  return items;
}
