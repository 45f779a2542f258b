/** The platforms that a .vsix can be made for. */
export const targets: readonly string[];
/** Packages what is in dist/ for one platform; returns the path of the .vsix. */
export function packageFor(target: string, outFolder?: string): string;
