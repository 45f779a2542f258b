/** What to tell the person of a failed call; nothing of one that was cancelled. */
export function failure(error: unknown): string {
  const { code, message, hint } = error as { code?: string; message?: string; hint?: string };
  if (code === 'cancelled') return '';
  return `${message ?? String(error)}${hint ? `. ${hint}` : ''}`;
}
