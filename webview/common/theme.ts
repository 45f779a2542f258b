/** Colours for what is drawn on a canvas, where style sheets do not reach: the value of a theme's variable, as in `--vscode-charts-blue`. */
export function themeColour(variable: `--vscode-${string}`, fallback = 'CanvasText'): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim() || fallback;
}

/** Calls the listener after each change of theme. @returns what ends it */
export function onThemeChange(listener: () => void): () => void {
  // VS Code names the theme in the body's attributes and writes its colours into the root's style.
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return () => observer.disconnect();
}
