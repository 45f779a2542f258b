import { type TemplateResult, html } from 'lit';
import { t } from '../common/strings.ts';
import { toCsv, toTabs } from './csv.ts';
import type { PageHost } from './host.ts';

export interface Table {
  /** The file's name, without ending. */
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Buttons that copy a table (for a spreadsheet) and save it (as CSV). */
export function listActions(host: PageHost, table: () => Table): TemplateResult {
  const copy = (): void => {
    const { header, rows } = table();
    void host.call('copy', { text: toTabs(header, rows) });
  };
  const save = (): void => {
    const { name, header, rows } = table();
    void host.call('save', { name: `${name.replace(/[^\p{L}\p{N} _.+-]/gu, '_').slice(0, 80)}.csv`, content: toCsv(header, rows) });
  };
  return html`<span class="actions"><button class="secondary" @click=${copy}><i class="codicon codicon-copy" aria-hidden="true"></i> ${t('Copy')}</button>
    <button class="secondary" @click=${save}><i class="codicon codicon-save" aria-hidden="true"></i> CSV</button></span>`;
}
