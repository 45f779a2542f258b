/** How the learning rate moves. `warmup` is a share of all steps, in which it rises linearly from 0. */
export interface ScheduleSettings {
  readonly kind: 'constant' | 'linear' | 'cosine' | 'plateau';
  readonly rate: number;
  readonly warmup: number;
  /** plateau: evaluations without improvement before the rate is halved. */
  readonly patience: number;
}

/**
 * The learning rate at a step.
 * @param progress share of the training that is done, 0 to 1
 * @param halvings times that a plateau was met
 */
export function learningRate(settings: ScheduleSettings, progress: number, halvings: number): number {
  const { rate, warmup } = settings;
  if (progress < warmup) return rate * (progress / warmup);
  const rest = Math.min(1, (progress - warmup) / Math.max(1e-9, 1 - warmup));
  switch (settings.kind) {
    case 'constant': return rate;
    case 'linear': return rate * (1 - rest);
    // Loshchilov and Hutter 2017, without restarts.
    case 'cosine': return (rate * (1 + Math.cos(Math.PI * rest))) / 2;
    case 'plateau': return rate * 0.5 ** halvings;
  }
}
