import * as v from 'valibot';

/**
 * `textDocument/hover` as the server takes it. `selection` is an addition to LSP's own parameters: what is selected in the editor. Where it is another word
 * than the one under the pointer, the answer tells the similarity of the two.
 */
const position = v.object({ line: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), character: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) });
const range = v.object({ start: position, end: position });

export const hoverParamsSchema = v.object({ textDocument: v.object({ uri: v.string() }), position, selection: v.optional(range) });
export type HoverParams = v.InferOutput<typeof hoverParamsSchema>;

export const hoverMethod = 'textDocument/hover';

/** The commands that a hover may link to, for clients that trust them (`initializationOptions.commandLinks`). */
export const hoverCommands = { explore: 'lexiscope.exploreVectors', compare: 'lexiscope.compareWords', choose: 'lexiscope.chooseVectorSpace' } as const;

export interface HoverAnswer {
  readonly contents: { readonly kind: 'markdown'; readonly value: string };
  readonly range: v.InferOutput<typeof range>;
}

export interface HoverMethods {
  [hoverMethod](params: HoverParams): HoverAnswer | null;
}
