import type { Io } from './io.ts';

/** Redraws at most so often. */
const intervalMs = 100;

/** One line on standard error that is drawn over and over; nothing where no person looks. */
export class ProgressBar {
  readonly #io: Io;
  #drawnAt = -Infinity;
  #drawn = false;

  constructor(io: Io) {
    this.#io = io;
  }

  /**
   * @param label before the bar
   * @param progress 0 ... 1; undefined draws no bar
   * @param details after the bar, cut where the line ends
   */
  draw(label: string, progress: number | undefined, details: string): void {
    const now = performance.now();
    if (!this.#io.interactive || now - this.#drawnAt < intervalMs) return;
    this.#drawnAt = now;
    this.#drawn = true;
    const line = progress === undefined ? `${label} ${details}` : `${label} ${barOf(progress, 20)} ${String(Math.floor(100 * progress)).padStart(3)} % ${details}`;
    this.#io.stderr(`\r\u001b[K${line.slice(0, Math.max(10, this.#io.columns - 1))}`);
  }

  /** Writes a line that stays, in place of the bar. */
  print(line: string): void {
    this.clear();
    this.#io.stderr(`${line}\n`);
  }

  clear(): void {
    if (this.#drawn) this.#io.stderr('\r\u001b[K');
    this.#drawn = false;
    this.#drawnAt = -Infinity;
  }
}

/** In eighths of a character. */
export function barOf(progress: number, width: number): string {
  const eighths = Math.round(8 * width * Math.min(1, Math.max(0, progress)));
  const full = Math.floor(eighths / 8);
  const part = eighths % 8 === 0 ? '' : ' ▏▎▍▌▋▊▉'[eighths % 8];
  return `▕${('█'.repeat(full) + part).padEnd(width)}▏`;
}

/** 4:05 or 1:02:09. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
  return parts.map((part, i) => (i === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}
