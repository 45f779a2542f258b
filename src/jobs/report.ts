import { writeFileAtomically } from '../base/files.ts';
import type { RunConfiguration } from './runConfiguration.ts';
import type { Preparation, RunFolder, RunResult } from './runFolder.ts';

const reasons = { finished: 'all epochs done', 'stopped-early': 'stopped early: no more improvement', cancelled: 'stopped by hand' } as const;

/** Writes report.md: what was trained on what, how it went, how good it is. */
export async function formatReport(run: RunFolder, configuration: RunConfiguration, preparation: Preparation, outcome: RunResult): Promise<void> {
  const { name, data, validation, tokenizer, maximumTokens, training, storage } = configuration;
  const curves = run.readCurves();
  const names = Object.keys(curves.at(-1)?.figures ?? {});
  const round = (value: number): string => value.toFixed(4);
  const figureRows = Object.entries(outcome.figures).map(([figure, value]) => {
    const before = outcome.figuresBeforeStorage?.[figure];
    return `| ${figure} | ${round(value)} |${before === undefined ? '' : ` ${round(before)} |`}`;
  });
  const lines = [
    `# ${name}`, '',
    `Training: ${reasons[outcome.reason]}. Model: ${outcome.out}`, '',
    '## Data', '',
    `- training: ${data.join(', ')}: ${preparation.trainingExamples} examples, ${preparation.labels.length} labels (${preparation.target})`,
    `- validation: ${typeof validation === 'number' ? `${validation} of the rows, held out` : validation.join(', ')}: ${preparation.validationExamples} examples`,
    `- tokenizer: ${tokenizer.kind}, at most ${maximumTokens} tokens a text`, '',
    '## Result on the validation data', '',
    `Temperature${preparation.target === 'multiple' ? ' and thresholds are' : ' is'} fitted on the same data, so the calibration error is a little too good.`, '',
    outcome.figuresBeforeStorage ? `| | stored as ${storage} | float32 |\n|---|---|---|` : '| | |\n|---|---|',
    ...figureRows, '',
    ...(outcome.testFigures ? ['## Result on the test data', '', `${preparation.testExamples} examples that nothing was fitted on.`, '', '| | |', '|---|---|',
      ...Object.entries(outcome.testFigures).map(([figure, value]) => `| ${figure} | ${round(value)} |`), ''] : []),
    '## Epochs', '',
    `| epoch | step | loss | ${names.join(' | ')} | seconds | |`,
    `|---|---|---|${names.map(() => '---|').join('')}---|---|`,
    ...curves.map(({ epoch, step, loss, figures, seconds, best }) => `| ${epoch} | ${step} | ${round(loss)} | ${names.map((key) => round(figures[key])).join(' | ')} | ${seconds.toFixed(1)} | ${best ? 'best' : ''} |`), '',
    '## Configuration', '',
    '```json', JSON.stringify(training, null, 1), '```', '',
  ];
  await writeFileAtomically(run.report, lines.join('\n'));
}
