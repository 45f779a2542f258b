import { explainDocument, type Evidence } from '../../classify/explain.ts';
import type { ExplanationJob, ExplanationOutcome } from '../../protocol/inference.ts';
import type { ProseSegment } from '../../text/prose.ts';
import type { ModelStore } from '../modelStore.ts';
import type { JobContext } from './analyze.ts';
import { displayNamesOf } from './analyze.ts';
import { openSource } from './readSource.ts';

/** The words of a text that carried a model's answer, strongest first. */
export async function explain(models: ModelStore, job: ExplanationJob, { signal, progress }: JobContext<number>): Promise<ExplanationOutcome> {
  const { candidates, label: wanted, limit } = job;
  const classifier = await models.loadFor(job.task, job.model);
  const source = await openSource(job.source, job.options, signal);
  const segments: ProseSegment[] = [];
  for await (const segment of source.prose(signal)) segments.push(segment);
  const { label, score, method, unit, supporting, opposing } = await explainDocument(classifier, segments, {
    signal, onProgress: progress, ...(candidates && { candidates }), ...(wanted !== undefined && { label: wanted }),
  });
  const strongest = [...supporting, ...opposing].sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
  const place = ({ start, end, effect, text }: Evidence): ExplanationOutcome['evidence'][number][] => source.rangesOf(start, end).slice(0, 1).map((placed) => ({ ...placed, text, weight: effect }));
  return {
    ...(source.ranges && { ranges: source.ranges }),
    label, displayName: displayNamesOf(classifier)[label] ?? label, score, method, unit,
    evidence: strongest.slice(0, limit).flatMap(place),
    total: strongest.length,
  };
}
