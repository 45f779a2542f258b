import { type TemplateResult, html, svg } from 'lit';
import { LightElement } from './lightElement.ts';
import { t } from './strings.ts';

export interface ReliabilityBin {
  /** Mean confidence of the answers in the bin, 0 to 1. */
  readonly confidence: number;
  /** The part of them that is right. */
  readonly accuracy: number;
  readonly count: number;
}

const size = 240;
const margin = 34;

/** How often the model is right when it says how sure it is (Guo et al. 2017): bars on the diagonal mean honest probabilities. */
export class ReliabilityDiagram extends LightElement {
  static override properties = { bins: { attribute: false }, ece: { type: Number } };
  declare bins: readonly ReliabilityBin[];
  declare ece: number;

  constructor() {
    super();
    this.bins = [];
    this.ece = 0;
  }

  protected override render(): TemplateResult {
    const filled = this.bins.filter(({ count }) => count > 0);
    const at = (value: number): number => margin + value * size;
    const up = (value: number): number => margin + (1 - value) * size;
    const width = size / Math.max(1, this.bins.length);
    return html`<figure class="diagram">
      <figcaption>${t('Calibration')} <span class="quiet">${t('expected error {0}', this.ece.toFixed(3))}</span></figcaption>
      <svg viewBox="0 0 ${size + 2 * margin} ${size + 2 * margin}" role="img" aria-label=${filled.map(({ confidence, accuracy, count }) => t('{0} answers at {1}: {2} right', count, percent(confidence), percent(accuracy))).join('; ')}>
        <rect class="frame" x=${margin} y=${margin} width=${size} height=${size}></rect>
        ${filled.map(({ confidence, accuracy, count }) => svg`<rect class="bar" x=${at(confidence) - width / 2} width=${width} y=${up(accuracy)} height=${accuracy * size}><title>${t('{0} answers at {1}: {2} right', count, percent(confidence), percent(accuracy))}</title></rect>`)}
        <line class="diagonal" x1=${at(0)} y1=${up(0)} x2=${at(1)} y2=${up(1)}></line>
        ${[0, 0.5, 1].map((value) => svg`<text x=${at(value)} y=${size + margin + 16} text-anchor="middle">${percent(value)}</text><text x=${margin - 4} y=${up(value) + 4} text-anchor="end">${percent(value)}</text>`)}
        <text x=${at(0.5)} y=${size + 2 * margin - 4} text-anchor="middle">${t('confidence')}</text>
        <text x=${margin} y=${margin - 8}>${t('right')}</text>
      </svg>
    </figure>`;
  }
}

function percent(value: number): string {
  return `${Math.round(100 * value)} %`;
}

customElements.define('lexi-reliability-diagram', ReliabilityDiagram);
