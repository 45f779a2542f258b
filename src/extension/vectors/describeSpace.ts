import * as vscode from 'vscode';
import type { SpaceInfo } from '../../protocol/spaces.ts';

/** A shipped space is called by its language, in the language of the editor. */
export function spaceName({ name, origin, language }: SpaceInfo): string {
  return origin === 'shipped' && language !== null ? (new Intl.DisplayNames(vscode.env.language, { type: 'language' }).of(language) ?? name) : name;
}

/** In a line: words, dimensions, size, where it is from. */
export function describeSpace({ shape, bytes, origin, error }: SpaceInfo): string {
  if (error !== null) return vscode.l10n.t('cannot be read');
  if (bytes === null) return vscode.l10n.t('the file is missing');
  const number = new Intl.NumberFormat(vscode.env.language, { maximumFractionDigits: 1 });
  const parts = [
    ...(shape ? [vscode.l10n.t('{0} words × {1}', number.format(shape.rows), shape.dimensions)] : []),
    bytes < 1e5 ? `${number.format(bytes / 1e3)} kB` : `${number.format(bytes / 1e6)} MB`,
    originName(origin),
  ];
  return parts.join(' · ');
}

export function originName(origin: SpaceInfo['origin']): string {
  switch (origin) {
    case 'shipped':
      return vscode.l10n.t('comes with Lexiscope');
    case 'settings':
      return vscode.l10n.t('from the settings');
    case 'loaded':
      return vscode.l10n.t('loaded for this session');
  }
}
