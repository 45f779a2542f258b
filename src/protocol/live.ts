import * as v from 'valibot';
import type { DocumentAnalysis, DocumentRange, DocumentSegment } from './analysis.ts';
import { modelSchemas, sourceSchemas } from './analysis.ts';

/** Following a document as it is typed: only what an edit changed is read and sent again. */
export interface LiveMethods {
  /** The answer for the document as it is now. Send it after a change, when the one before has been answered. */
  'lexiscope/live'(params: LiveParams): LiveAnalysis;
  /** Forgets what is kept for following this document. Closing it does so as well. */
  'lexiscope/endLive'(params: EndLiveParams): { readonly ended: boolean };
}

const { textDocument, languageId, codeParts, column, field } = sourceSchemas;
export const liveParamsSchema = v.object({
  ...modelSchemas, textDocument, languageId, codeParts, column, field,
  force: v.optional(v.boolean(), false),
  /** `version` of the last live answer for the same task and model that the client still has; left out: everything is sent. */
  since: v.optional(v.pipe(v.number(), v.safeInteger())),
});
export type LiveParams = v.InferInput<typeof liveParamsSchema>;

export const endLiveParamsSchema = v.object({ textDocument: v.object({ uri: v.string() }) });
export type EndLiveParams = v.InferInput<typeof endLiveParamsSchema>;

/** As `DocumentAnalysis`; it has no sections. */
export interface LiveAnalysis extends Omit<DocumentAnalysis, 'segments' | 'sections' | 'cells' | 'ranges' | 'version'> {
  readonly version: number;
  readonly segments: SegmentChanges;
}

/** How the segments differ from those of the answer that `since` named: the first `keep` stay, the last `tail` stay but are `lines` further down, and `inserted` stand between. */
export interface SegmentChanges {
  readonly keep: number;
  readonly inserted: readonly DocumentSegment[];
  readonly tail: number;
  readonly lines: number;
}

/** The segments after the changes. */
export function applyChanges(before: readonly DocumentSegment[], { keep, inserted, tail, lines }: SegmentChanges): DocumentSegment[] {
  const kept = before.slice(before.length - tail);
  return [...before.slice(0, keep), ...inserted, ...(lines === 0 ? kept : kept.map((segment) => ({ ...segment, range: moved(segment.range, lines) })))];
}

function moved({ start, end }: DocumentRange, lines: number): DocumentRange {
  return { start: { line: start.line + lines, character: start.character }, end: { line: end.line + lines, character: end.character } };
}
