/** @placeholder */
export function pythonScript(model: string): string {
  return model;
}
