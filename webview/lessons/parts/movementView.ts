import '../../common/lineChart.ts';
import { type PropertyValues, type TemplateResult, html } from 'lit';
import type { Movement } from '../../../src/protocol/lessons.ts';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import { scatter } from './scatter.ts';

/** More names would lie over each other. */
const shownWords = 30;
const frameMs = 180;

/** Vectors while they are trained: a slider through the epochs, and the loss. */
export class MovementView extends LightElement {
  static override properties = { movement: { attribute: false }, frame: { state: true }, playing: { state: true } };
  declare movement: Movement;
  declare frame: number;
  declare playing: boolean;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.frame = 0;
    this.playing = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('movement')) return;
    this.stop();
    this.frame = this.movement.frames.length - 1;
  }

  protected override render(): TemplateResult {
    const { movement: { words, epochs, frames, losses }, frame } = this;
    const at = (positions: Movement['frames'][number]): { label: string; x: number; y: number }[] => positions.slice(0, shownWords).map(([x, y], i) => ({ label: words[i], x, y }));
    return html`<div class="tools"><button class="secondary" @click=${() => this.toggle()}>${this.playing ? t('Stop') : t('Watch them move')}</button>
        <label>${t('Epoch')} <input type="range" min="0" max=${frames.length - 1} .value=${String(frame)} @input=${({ target }: Event) => { this.stop(); this.frame = Number((target as HTMLInputElement).value); }}></label>
        <output>${epochs[frame]}</output></div>
      ${scatter(at(frames[frame]), t('Vectors after epoch {0}, on the principal components of the last ones', epochs[frame]), frames.flatMap(at))}
      <p class="quiet">${t('Vectors after epoch {0}, on the principal components of the last ones', epochs[frame])}</p>
      <lexi-line-chart .label=${t('Loss')} .xLabel=${t('Epoch')} .x=${losses.map((_, i) => i + 1)} .series=${[{ label: t('Loss'), values: losses, colour: '--vscode-charts-blue' }]} .height=${150}></lexi-line-chart>`;
  }

  private toggle(): void {
    if (this.playing) {
      this.stop();
      return;
    }
    this.playing = true;
    this.frame = 0;
    this.timer = setInterval(() => {
      if (this.frame >= this.movement.frames.length - 1) this.stop();
      else this.frame++;
    }, frameMs);
  }

  private stop(): void {
    clearInterval(this.timer);
    this.playing = false;
  }
}

customElements.define('lexi-movement', MovementView);
