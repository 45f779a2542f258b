import path from 'node:path';
import { UsageError } from './io.ts';

/**
 * The value of --validation: a part of the rows, or a file of its own as an absolute path.
 * @param allowNone whether 0 is taken, for nothing held out
 * @throws UsageError for a number that is no part
 */
export function validationOf(value: string, { allowNone = false } = {}): number | string[] {
  const part = Number(value);
  if (value.trim() === '' || Number.isNaN(part)) return [path.resolve(value)];
  if (!((part > 0 || (allowNone && part === 0)) && part < 1)) throw new UsageError(`--validation: expected a part between 0 and 1 or a file, found '${value}'`);
  return part;
}
