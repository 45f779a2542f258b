import * as v from 'valibot';
import { projectionSchema, selectionSchema } from '../../src/protocol/spaceMaps.ts';

export const tools = ['neighbours', 'matrix', 'odd', 'pairs', 'map', 'compare'] as const;
export type Tool = (typeof tools)[number];

/** What colours tell. `column`: what someone said of each word. */
export const colourings = ['cluster', 'frequency', 'column', 'none'] as const;
export type Colouring = (typeof colourings)[number];

const mapSettingsSchema = v.object({
  selection: selectionSchema,
  projection: projectionSchema,
  clusters: v.number(),
  colouring: v.picklist(colourings),
  /** Lines of `word<TAB or comma>value`. */
  column: v.string(),
  filter: v.string(),
  /** How the map was looked at. */
  camera: v.optional(v.object({ yaw: v.number(), pitch: v.number(), zoom: v.pipe(v.number(), v.gtValue(0)), x: v.number(), y: v.number() })),
});
export type MapSettings = v.InferOutput<typeof mapSettingsSchema>;

/** A map as it is saved: which space, what of it, and how it is looked at. */
const viewSchema = v.object({ lexiscopeView: v.literal(1), space: v.string(), map: mapSettingsSchema });
export type SavedView = v.InferOutput<typeof viewSchema>;

/** The view that a file holds; undefined where it holds none. */
export function parseView(text: string): SavedView | undefined {
  try {
    const parsed = v.safeParse(viewSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

const stateSchema = v.object({
  space: v.string(),
  tool: v.picklist(tools),
  expression: v.string(),
  /** Expressions looked up, oldest first, and which of them is shown. */
  history: v.array(v.string()),
  at: v.number(),
  words: v.string(),
  pairs: v.string(),
  other: v.string(),
  map: mapSettingsSchema,
});
/** All that the page keeps over being hidden. */
export type PageState = v.InferOutput<typeof stateSchema>;

export const emptyState: PageState = {
  space: '', tool: 'neighbours', expression: '', history: [], at: -1, words: '', pairs: '', other: '',
  map: { selection: { kind: 'frequent', most: 2000 }, projection: { method: 'umap', components: 2, seed: 1, neighbours: 15, leastDistance: 0.1 }, clusters: 10, colouring: 'cluster', column: '', filter: '' },
};

/** The kept state where it is one of ours, else an empty one. */
export function restoreState(kept: unknown): PageState {
  const parsed = v.safeParse(stateSchema, kept);
  return parsed.success ? parsed.output : emptyState;
}

const longestHistory = 100;

/** The state with another expression looked up: what was ahead in the history is forgotten, as in a browser. */
export function visited(state: PageState, expression: string): PageState {
  if (state.history[state.at] === expression) return { ...state, expression };
  const history = [...state.history.slice(0, state.at + 1), expression].slice(-longestHistory);
  return { ...state, expression, history, at: history.length - 1 };
}

/** One step back (-1) or forward (1) in the history, as far as there is one. */
export function stepped(state: PageState, by: -1 | 1): PageState {
  const at = state.at + by;
  const expression = state.history[at];
  return expression === undefined ? state : { ...state, at, expression };
}
