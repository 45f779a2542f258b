import * as v from 'valibot';
import { settingsSchema } from '../../src/protocol/trainingRun.ts';
import { trainingSchemas } from '../../src/protocol/training.ts';
import { panelViewSchema } from '../../src/protocol/trainingPanel.ts';

const { entries } = trainingSchemas.start;

/** The form of a new run, as it is filled in. */
const formSchema = v.object({
  kind: entries.kind,
  source: v.optional(entries.source),
  sourceTitle: v.optional(v.string(), ''),
  reading: entries.reading,
  validation: v.optional(v.array(v.string()), []),
  test: v.optional(v.array(v.string()), []),
  preset: v.optional(v.string(), ''),
  /** What the person changed of the preset's settings. */
  settings: settingsSchema,
  name: v.optional(v.string(), ''),
  samples: v.optional(v.string(), ''),
  pinned: v.optional(v.string(), ''),
});
export type FormState = v.InferOutput<typeof formSchema>;

export const emptyForm: FormState = { kind: 'classifier', sourceTitle: '', reading: {}, validation: [], test: [], preset: '', settings: {}, name: '', samples: '', pinned: '' };

/** What survives hiding the panel and reloading the window. */
const panelStateSchema = v.fallback(v.object({ view: panelViewSchema, form: formSchema }), { view: { page: 'new' }, form: emptyForm });
export type PanelState = v.InferOutput<typeof panelStateSchema>;

/** A state that is not (any more) of this form begins anew. */
export function restoreState(saved: unknown): PanelState {
  return v.parse(panelStateSchema, saved);
}
