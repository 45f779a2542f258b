import * as v from 'valibot';

/** Every query may say which space it is about; the server chooses when it does not. */
export const spaceParameters = {
  space: v.optional(v.string()),
  /** Text around the word: without `space`, its language chooses among the spaces. */
  context: v.optional(v.pipe(v.string(), v.maxLength(100_000))),
  workDoneToken: v.optional(v.union([v.string(), v.number()])),
};
