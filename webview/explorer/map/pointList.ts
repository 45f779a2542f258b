import { type TemplateResult, html } from 'lit';
import { formatCount } from '../../common/format.ts';
import { LightElement } from '../../common/lightElement.ts';
import { t } from '../../common/strings.ts';
import type { PointSet } from './pointSet.ts';

const mostShown = 200;

/** The points as a list, for keyboards and screen readers and for reading what a lasso holds: the large ones first. Tells `pick` and `open`. */
export class PointList extends LightElement {
  static override properties = { points: { attribute: false }, emphasis: { attribute: false }, selected: { type: Number } };
  declare points: PointSet | undefined;
  declare emphasis: Uint8Array;
  declare selected: number;

  protected override render(): TemplateResult {
    const { points, emphasis } = this;
    if (!points) return html``;
    const shown = indices(emphasis, 2).concat(indices(emphasis, 1)).slice(0, mostShown);
    const total = emphasis.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
    return html`<ul aria-label=${t('Points of the map')}>${shown.map((i) => html`<li>
        <button class=${i === this.selected ? 'row chosen' : 'row'} aria-pressed=${i === this.selected} @click=${() => this.tell('pick', i)} @dblclick=${() => this.tell('open', i)}
          @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && event.ctrlKey && this.tell('open', i)}>${points.labels[i]}
          <span class="quiet">${points.ranks[i] > 0 ? formatCount(points.ranks[i]) : points.places?.[i].file.split(/[/\\]/).at(-1)}</span></button></li>`)}</ul>
      ${total > shown.length ? html`<p class="quiet">${t('and {0} more', formatCount(total - shown.length))}</p>` : ''}`;
  }

  private tell(name: 'pick' | 'open', point: number): void {
    this.dispatchEvent(new CustomEvent(name, { detail: point }));
  }
}

function indices(emphasis: Uint8Array, value: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < emphasis.length && found.length < mostShown; i++) if (emphasis[i] === value) found.push(i);
  return found;
}

customElements.define('lexi-point-list', PointList);
