import { LitElement } from 'lit';

/** A component that renders into the page itself, where the page's style sheets, labels and IDs reach it. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
