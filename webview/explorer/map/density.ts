const slowMs = 30;
const quickMs = 20;
const fewest = 2000;

/**
 * How many points a moving map draws: fewer after slow frames, more after quick ones, so that it keeps 30 frames a second on slow machines. Points are in order
 * of frequency: what is left out is rare.
 */
export class Density {
  private budget = Infinity;

  /** @param costMs what a frame took, while moving */
  told(costMs: number, size: number): void {
    const now = Math.min(this.budget, size);
    if (costMs > slowMs) this.budget = Math.max(fewest, now * 0.75);
    else if (costMs < quickMs) this.budget = now * 1.1;
  }

  count(size: number): number {
    return Math.min(size, Math.round(this.budget));
  }
}
