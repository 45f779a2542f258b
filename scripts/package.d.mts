/** The platforms that a .vsix can be made for. */
export const targets: readonly string[];
/** Packages what is in dist/ for one platform, under the version of package.json or another; returns the path of the .vsix. */
export function packageFor(target: string, outFolder?: string, version?: string): string;
