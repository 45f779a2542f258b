import { t } from '../common/strings.ts';
import type { RunPhase, RunState } from '../../src/protocol/trainingRun.ts';

export function stateName(state: RunState): string {
  const names: Readonly<Record<RunState, string>> = {
    queued: t('Waiting'), running: t('Running'), paused: t('Paused'), finished: t('Finished'), stopped: t('Stopped, the best is kept'), cancelled: t('Cancelled'),
    failed: t('Failed'), interrupted: t('Interrupted'),
  };
  return names[state];
}

export function phaseName(phase: RunPhase): string {
  const names: Readonly<Record<RunPhase, string>> = {
    starting: t('starting'), reading: t('reading the data'), counting: t('counting words'), training: t('training'), evaluating: t('evaluating'),
    decomposing: t('decomposing the table'), writing: t('writing'),
  };
  return names[phase];
}

/** Codicon of a state. */
export const stateIcons: Readonly<Record<RunState, string>> = {
  queued: 'clock', running: 'sync', paused: 'debug-pause', finished: 'pass', stopped: 'debug-stop', cancelled: 'circle-slash', failed: 'error', interrupted: 'warning',
};
