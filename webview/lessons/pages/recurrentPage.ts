import { type TemplateResult, html } from 'lit';
import type { RecurrentLesson } from '../../../src/protocol/lessons.ts';
import { t } from '../../common/strings.ts';
import type { Page } from '../page.ts';
import { heatTable } from '../parts/heatTable.ts';
import { call, equals, formula, lower, minus, number, operator, plus, row } from '../parts/math.ts';
import { networkNote, tokenTable } from '../parts/verdict.ts';

type StateName = RecurrentLesson['states'][number]['name'];

const stateNames = (): Record<StateName, string> => ({
  input: t('Input gate i: how much of the candidate is let in'), forget: t('Forget gate f: how much of the cell is kept'), output: t('Output gate o: how much of the cell is shown'),
  candidate: t('Candidate g: what might be let in'), cell: t('Cell c: what is remembered'), hidden: t('Hidden state h: what is passed on'),
});

export const recurrentPage: Page<'recurrent'> = {
  name: 'recurrent',
  title: () => t('SimpleRNN and LSTM'),
  intro: () => t('A recurrent network reads word by word and carries a state along. An LSTM has gates that decide what is kept: watch what “not” and “but” do to them.'),
  defaults: { text: 'the food was good but the room was not good', cell: 'lstm' },
  fields: [{ kind: 'choice', key: 'cell', label: () => t('Cell'), options: () => [['lstm', 'LSTM'], ['rnn', 'SimpleRNN']] }],
  draw: ({ tokens, states, verdicts, accuracy, heldOut, parameters }, { cell }) => html`
    ${tokenTable(tokens)}
    ${cell === 'lstm' ? lstmFormulas() : formula(lower('h', 't'), equals, call('tanh', row(lower('x', 't'), 'W'), plus, row(lower('h', row('t', minus, number(1))), 'R'), plus, 'b'))}
    <h2>${t('What it would say after each word')}</h2>
    ${heatTable({ rows: verdicts[0].labels, columns: tokens.map(({ word }) => word), values: verdicts[0].labels.map((_, k) => verdicts.map(({ probabilities }) => probabilities[k])) }, { caption: t('Probabilities'), digits: 2, largest: 1 })}
    <h2>${t('Gates and states')}</h2>
    <p class="quiet">${t('Rows are units, columns the words in order; {0} parameters in all.', parameters)}</p>
    ${states.map(({ name, table }) => heatTable({ rows: table.columns, columns: table.rows, values: table.columns.map((_, unit) => table.values.map((row) => row[unit])) }, { caption: stateNames()[name], digits: 2, ...(name !== 'cell' && { largest: 1 }) }))}
    ${networkNote(accuracy, heldOut)}`,
};

function lstmFormulas(): TemplateResult {
  const before = lower('h', row('t', minus, number(1)));
  const gate = (name: string): TemplateResult => formula(lower(name, 't'), equals, call('σ', row(lower('x', 't'), lower('W', name)), plus, row(before, lower('R', name)), plus, lower('b', name)));
  return html`${gate('i')}${gate('f')}${gate('o')}
    ${formula(lower('g', 't'), equals, call('tanh', row(lower('x', 't'), lower('W', 'g')), plus, row(before, lower('R', 'g')), plus, lower('b', 'g')))}
    ${formula(lower('c', 't'), equals, row(lower('f', 't'), operator('⊙'), lower('c', row('t', minus, number(1)))), plus, row(lower('i', 't'), operator('⊙'), lower('g', 't')))}
    ${formula(lower('h', 't'), equals, row(lower('o', 't'), operator('⊙'), call('tanh', lower('c', 't'))))}`;
}
