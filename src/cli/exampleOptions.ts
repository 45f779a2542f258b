import type { Column } from '../corpora/columns.ts';
import { exampleFormats } from '../corpora/formats.ts';
import type { ExampleOptions } from '../corpora/readExamples.ts';
import { oneOf } from './options.ts';

/** Options of every command that reads labelled texts. */
export const exampleOptionSpecs = {
  'data-format': { type: 'string' }, text: { type: 'string', multiple: true }, labels: { type: 'string', multiple: true },
  'label-separator': { type: 'string' }, delimiter: { type: 'string' }, 'no-header': { type: 'boolean' }, encoding: { type: 'string' }, split: { type: 'string' },
} as const;

export const exampleOptionUsage = `
How data is read, where it is not found out by itself:
  --data-format FORMAT  ${exampleFormats.join(', ')}
  --text COLUMN         name or 0-based number of the text's column, or key of JSON Lines; may be given several times
  --labels COLUMN       the same for the labels
  --label-separator S   divides several labels in one cell
  --delimiter S         divides columns
  --no-header           the first row is data
  --encoding NAME       such as utf-8, windows-1252, utf-16le
  --split NAME          train, test or all, of collections that come divided (Reuters-21578, folders train and test)
`;

/** The values of `exampleOptionSpecs`, as parseOptions gives them. */
interface ExampleOptionValues {
  readonly 'data-format'?: string | undefined;
  readonly text?: string[] | undefined;
  readonly labels?: string[] | undefined;
  readonly 'label-separator'?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly 'no-header'?: boolean | undefined;
  readonly encoding?: string | undefined;
  readonly split?: string | undefined;
}

/** @throws UsageError for a format or split that does not exist */
export function exampleOptions(values: ExampleOptionValues): ExampleOptions {
  return {
    ...(values['data-format'] !== undefined && { format: oneOf('data-format', values['data-format'], exampleFormats) }),
    ...(values.text && { text: values.text.map(column) }),
    ...(values.labels && { labels: values.labels.map(column) }),
    ...(values['label-separator'] !== undefined && { labelSeparator: values['label-separator'] }),
    ...(values.delimiter !== undefined && { delimiter: values.delimiter === '\\t' ? '\t' : values.delimiter }),
    ...(values['no-header'] && { header: false }),
    ...(values.encoding !== undefined && { encoding: values.encoding }),
    ...(values.split !== undefined && { split: oneOf('split', values.split, ['train', 'test', 'all']) }),
  };
}

function column(value: string): Column {
  return /^\d+$/.test(value) ? Number(value) : value;
}
