import * as v from 'valibot';

/**
 * What the host writes into a webview's page before its script runs. Everything that comes later goes over an Rpc (rpc.ts)
 * whose two ends are the page's script and the extension host.
 */
export const pageSetupSchema = v.object({
  /** BCP 47 tag of the editor's display language. */
  locale: v.string(),
  /** English text -> text in the display language; one that is missing is shown in English. */
  strings: v.record(v.string(), v.string()),
});
export type PageSetup = v.InferOutput<typeof pageSetupSchema>;

/** ID of the page's element that holds the setup, as JSON. */
export const pageSetupId = 'lexiscope-setup';
