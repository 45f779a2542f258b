import * as v from 'valibot';
import { type LessonName, lessonNames } from '../../src/protocol/lessons.ts';
import type { Settings } from './page.ts';

const settingsSchema = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]));
const stateSchema = v.object({ lesson: v.picklist(lessonNames), settings: v.record(v.string(), settingsSchema) });

/** All that the page keeps over being hidden: which lesson, and what was changed in each. */
export interface PageState {
  readonly lesson: LessonName;
  readonly settings: Readonly<Record<string, Settings>>;
}

/** The kept state where it is one of ours, else the first lesson as it comes. */
export function restoreState(kept: unknown): PageState {
  const parsed = v.safeParse(stateSchema, kept);
  return parsed.success ? parsed.output : { lesson: lessonNames[0], settings: {} };
}
