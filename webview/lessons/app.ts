import { type TemplateResult, html, nothing } from 'lit';
import { type LessonName, type LessonsHost, type LessonsPage, lessonNames } from '../../src/protocol/lessons.ts';
import * as v from 'valibot';
import { type Host, connectHost } from '../common/host.ts';
import { LightElement } from '../common/lightElement.ts';
import { t } from '../common/strings.ts';
import { type AnyPage, type Field, type Settings, anyPage } from './page.ts';
import { densePage } from './pages/densePage.ts';
import { glovePage } from './pages/glovePage.ts';
import { lettersPage } from './pages/lettersPage.ts';
import { mutualInformationPage } from './pages/mutualInformationPage.ts';
import { oneHotPage } from './pages/oneHotPage.ts';
import { recurrentPage } from './pages/recurrentPage.ts';
import { word2vecPage } from './pages/word2vecPage.ts';
import { type PageState, restoreState } from './state.ts';

const pages: Readonly<Record<LessonName, AnyPage>> = {
  oneHot: anyPage(oneHotPage), letters: anyPage(lettersPage), mutualInformation: anyPage(mutualInformationPage), word2vec: anyPage(word2vecPage),
  glove: anyPage(glovePage), dense: anyPage(densePage), recurrent: anyPage(recurrentPage),
};

/** Time after a key press in which the next one may come. */
const typingMs = 250;

interface Shown {
  readonly lesson: LessonName;
  readonly settings: Settings;
  readonly answer: unknown;
}

/** The whole page: a list of lessons, and the one that is chosen with its text, its settings and its numbers. */
export class LessonsApp extends LightElement {
  static override properties = { page: { state: true }, shown: { state: true }, fault: { state: true } };
  declare page: PageState;
  declare shown: Shown | undefined;
  declare fault: string;
  private readonly host: Host<LessonsPage, LessonsHost>;
  private asking: AbortController | undefined;
  private typing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.host = connectHost<LessonsPage, LessonsHost>({ useText: ({ text }) => this.useEverywhere(text) }, { schemas: { useText: v.object({ text: v.string() }) } });
    this.page = restoreState(this.host.getState());
    this.fault = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.begin();
  }

  protected override updated(): void {
    // Shades come by the CSSOM: the page's policy allows no style attributes.
    for (const cell of this.querySelectorAll<HTMLElement>('td[data-shade]')) cell.style.setProperty('--shade', cell.dataset['shade']!);
  }

  protected override render(): TemplateResult {
    const { lesson } = this.page;
    const page = pages[lesson];
    const settings = this.settingsOf(lesson);
    const shown = this.shown?.lesson === lesson ? this.shown : undefined;
    return html`<nav aria-label=${t('Lessons')}><ol>${lessonNames.map((name) => html`<li><button class="lesson" aria-current=${name === lesson ? 'page' : nothing} @click=${() => this.choose(name)}>${pages[name].title()}</button></li>`)}</ol></nav>
      <main><h1>${page.title()}</h1><p class="intro">${page.intro()}</p>
        <form @submit=${(event: Event) => event.preventDefault()}>
          <label class="wide">${t('Your text')}<textarea name="text" rows="4" maxlength="20000" spellcheck="false" .value=${String(settings['text'])} @input=${({ target }: Event) => this.type({ text: (target as HTMLTextAreaElement).value })}></textarea></label>
          <div class="tools"><button type="button" class="secondary" @click=${() => void this.useEditor()}>${t('Take the text of the editor')}</button>
            <button type="button" class="secondary" ?disabled=${this.page.settings[lesson] === undefined} @click=${() => this.reset()}>${t('Reset')}</button>
            ${page.fields.map((field) => this.renderField(field, settings))}</div>
        </form>
        ${this.fault ? html`<p class="error" role="alert">${this.fault}</p>` : nothing}
        <div class="lesson" aria-live="off">${shown ? page.draw(shown.answer, shown.settings) : this.fault ? nothing : html`<p role="status">${t('Calculating…')}</p>`}</div></main>`;
  }

  private renderField(field: Field, settings: Settings): TemplateResult {
    const { key } = field;
    const value = settings[key];
    switch (field.kind) {
      case 'number':
        return html`<label>${field.label()} <input type="number" name=${key} min=${field.least} max=${field.most} step=${field.step} .value=${String(value)} @input=${({ target }: Event) => {
          const input = target as HTMLInputElement;
          if (input.value !== '' && input.validity.valid) this.type({ [key]: input.valueAsNumber });
        }}></label>`;
      case 'choice':
        return html`<label>${field.label()} <select name=${key} @change=${({ target }: Event) => this.change({ [key]: (target as HTMLSelectElement).value })}>${field.options().map(([option, name]) => html`<option value=${option} ?selected=${option === value}>${name}</option>`)}</select></label>`;
      case 'check':
        return html`<label><input type="checkbox" name=${key} .checked=${value === true} @change=${({ target }: Event) => this.change({ [key]: (target as HTMLInputElement).checked })}> ${field.label()}</label>`;
    }
  }

  private settingsOf(lesson: LessonName): Settings {
    return { ...pages[lesson].defaults, ...this.page.settings[lesson] };
  }

  private async begin(): Promise<void> {
    const text = await this.host.rpc.call('ready', {}).catch(() => null);
    if (text === null) void this.ask();
    else this.useEverywhere(text);
  }

  private choose(lesson: LessonName): void {
    this.keep({ ...this.page, lesson });
    void this.ask();
  }

  private change(changed: Settings): void {
    const { lesson, settings } = this.page;
    this.keep({ lesson, settings: { ...settings, [lesson]: { ...settings[lesson], ...changed } } });
    void this.ask();
  }

  private type(changed: Settings): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.change(changed), typingMs);
  }

  private reset(): void {
    const settings = { ...this.page.settings };
    delete settings[this.page.lesson];
    this.keep({ ...this.page, settings });
    void this.ask();
  }

  private async useEditor(): Promise<void> {
    const text = await this.host.rpc.call('editorText', {}).catch(() => null);
    if (text === null || text.trim() === '') this.fault = t('There is no text in an editor.');
    else this.change({ text });
  }

  private useEverywhere(text: string): void {
    const { lesson, settings } = this.page;
    this.keep({ lesson, settings: Object.fromEntries(lessonNames.map((name) => [name, { ...settings[name], text }])) });
    void this.ask();
  }

  private keep(page: PageState): void {
    this.page = page;
    this.host.setState(page);
  }

  /** The last question alone is answered; what stood there stays until then. */
  private async ask(): Promise<void> {
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    const { lesson } = this.page;
    const settings = this.settingsOf(lesson);
    try {
      const answer: unknown = await this.host.rpc.call(lesson, settings as never, { signal: asking.signal });
      this.shown = { lesson, settings, answer };
      this.fault = '';
    } catch (error) {
      if (asking.signal.aborted) return;
      this.shown = undefined;
      this.fault = error instanceof Error ? error.message : String(error);
    }
  }
}

customElements.define('lexi-lessons', LessonsApp);
