import { locale, t } from './strings.ts';

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });

export const formatCount = (value: number): string => whole.format(value);
export const formatCompact = (value: number): string => compact.format(value);
/** @param value 0 to 1 */
export const formatShare = (value: number): string => share.format(value);
/** @param time milliseconds since 1970 */
export const formatTime = (time: number): string => moment.format(time);

export function formatSeconds(seconds: number): string {
  if (seconds < 10) return t('{0} s', seconds.toFixed(1));
  if (seconds < 90) return t('{0} s', Math.round(seconds));
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? t('{0} min', minutes) : t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let power = 0;
  let value = bytes;
  while (value >= 1000 && power < units.length - 1) {
    value /= 1000;
    power++;
  }
  return `${power === 0 ? value : value.toPrecision(3)} ${units[power]}`;
}

/** A metric as people read it: shares in percent, losses as they are. */
export function formatMetric(name: string, value: number): string {
  return /loss|ece|temperature|perplexity|seconds|examples/i.test(name) ? value.toFixed(3) : formatShare(value);
}

const metricNames: Readonly<Record<string, string>> = {
  loss: t('Loss'), accuracy: t('Accuracy'), microF1: t('Micro-F1'), macroF1: t('Macro-F1'), spanF1: t('Span F1'), macroRecall: t('Macro recall'),
  averagePrecision: t('Average precision'), ece: t('Calibration error'), probeLoss: t('Loss on the probe set'), precision: t('Precision'), recall: t('Recall'),
};

export function metricName(name: string): string {
  return metricNames[name] ?? name;
}
