import * as v from 'valibot';
import { pageSetupId, pageSetupSchema } from '../../src/protocol/webview.ts';

const setup = v.parse(pageSetupSchema, JSON.parse(document.getElementById(pageSetupId)?.textContent ?? 'null'));

/** BCP 47 tag of the editor's display language. */
export const { locale } = setup;

/** The text in the editor's display language, with `{0}`, `{1}` replaced; like vscode.l10n.t, and from the same bundles. */
export function t(message: string, ...values: readonly (string | number)[]): string {
  const text = Object.hasOwn(setup.strings, message) ? setup.strings[message] ?? message : message;
  return text.replace(/\{(\d+)\}/g, (placeholder, index: string) => String(values[Number(index)] ?? placeholder));
}
