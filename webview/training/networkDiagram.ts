import { type TemplateResult, html } from 'lit';
import { LightElement } from '../common/lightElement.ts';
import { locale, t } from '../common/strings.ts';

export interface DiagramLayer {
  readonly name: string;
  /** What it does, in a few words. */
  readonly detail: string;
  /** Shape of what leaves it, as in `batch, time, 64`. */
  readonly shape: string;
  readonly parameters: number;
}

/** The network from text to answer, a box a layer, with shapes and parameter counts as Keras' `model.summary()` prints them. */
export class NetworkDiagram extends LightElement {
  static override properties = { layers: { attribute: false } };
  declare layers: readonly DiagramLayer[];

  constructor() {
    super();
    this.layers = [];
  }

  protected override render(): TemplateResult {
    const count = new Intl.NumberFormat(locale);
    const total = this.layers.reduce((sum, { parameters }) => sum + parameters, 0);
    return html`<ol class="network" aria-label=${t('The network, layer by layer')}>
      ${this.layers.map(({ name, detail, shape, parameters }) => html`<li class="layer">
        <span class="name">${name}</span> <span class="quiet">${detail}</span>
        <span class="shape"><code>(${shape})</code></span>
        <span class="parameters">${parameters === 0 ? '' : t('{0} parameters', count.format(parameters))}</span>
      </li>`)}
    </ol>
    <p>${t('{0} parameters in all', count.format(total))}</p>`;
  }
}

customElements.define('lexi-network-diagram', NetworkDiagram);
