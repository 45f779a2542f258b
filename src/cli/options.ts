import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';
import { UsageError } from './io.ts';

type OptionSpecs = NonNullable<ParseArgsConfig['options']>;

type Parsed<T extends OptionSpecs> = ReturnType<typeof parseArgs<{ options: T; allowPositionals: true; strict: true }>>;

/**
 * Reads options and positional arguments.
 * @throws UsageError for an option that is unknown or lacks its value
 */
export function parseOptions<const T extends OptionSpecs>(args: string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node's message goes on with advice for authors of `--`; the first sentence says it.
    throw new UsageError(error instanceof Error ? error.message.split('. To ')[0] : String(error));
  }
}

/** @throws UsageError where the value is not a whole number of at least `minimum` */
export function wholeNumber(name: string, value: string, minimum: number): number {
  if (!/^\d+$/.test(value) || Number(value) < minimum || !Number.isSafeInteger(Number(value))) {
    throw new UsageError(`--${name}: expected a whole number of at least ${minimum}, found '${value}'`);
  }
  return Number(value);
}

/** @throws UsageError where the value is not a number for which `accepts` holds; `expected` says which ones are */
export function decimalNumber(name: string, value: string, accepts: (number: number) => boolean, expected: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number) || !accepts(number)) throw new UsageError(`--${name}: expected ${expected}, found '${value}'`);
  return number;
}

/** @throws UsageError where the value is none of the choices */
export function oneOf<const T extends string>(name: string, value: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new UsageError(`--${name}: expected ${choices.join(', ')}, found '${value}'`);
  return choice;
}

/** A comma-separated list, as in en,fr. */
export function listOf(name: string, value: string): string[] {
  const items = value.split(',').map((item) => item.trim()).filter((item) => item !== '');
  if (items.length === 0) throw new UsageError(`--${name}: expected names divided by commas`);
  return items;
}
