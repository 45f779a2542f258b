/** What others contributed to a package for this platform, with the texts of their licences. */
export function thirdPartyNotices(target: string): string;
/** Folders below node_modules of the packages from which something is in a bundle of dist/. */
export function bundledPackages(): string[];
