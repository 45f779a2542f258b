import type { TemplateResult } from 'lit';
import type { LessonAnswer, LessonName, LessonParams } from '../../src/protocol/lessons.ts';

/** A choice beside the text. */
export type Field =
  | { readonly kind: 'number'; readonly key: string; readonly label: () => string; readonly least: number; readonly most: number; readonly step: number }
  | { readonly kind: 'choice'; readonly key: string; readonly label: () => string; readonly options: () => readonly (readonly [string, string])[] }
  | { readonly kind: 'check'; readonly key: string; readonly label: () => string };

/** One lesson. */
export interface Page<K extends LessonName> {
  readonly name: K;
  readonly title: () => string;
  readonly intro: () => string;
  readonly defaults: LessonParams<K>;
  readonly fields: readonly Field[];
  readonly draw: (answer: LessonAnswer<K>, params: LessonParams<K>) => TemplateResult;
}

/** What the text and the fields are set to; the host checks it. */
export type Settings = Readonly<Record<string, string | number | boolean>>;

/** A lesson among others. */
export interface AnyPage {
  readonly name: LessonName;
  readonly title: () => string;
  readonly intro: () => string;
  readonly defaults: Settings;
  readonly fields: readonly Field[];
  readonly draw: (answer: unknown, params: Settings) => TemplateResult;
}

/** Forgets whose answer it is: the app gives each page its own. */
export function anyPage<K extends LessonName>(page: Page<K>): AnyPage {
  return { ...page, draw: (answer, params) => page.draw(answer as LessonAnswer<K>, params as LessonParams<K>) };
}
