/** Every command that package.json contributes; a test compares the two. */
export const commandIds = ['lexiscope.detectLanguage', 'lexiscope.showLanguageDetails', 'lexiscope.showLog'] as const;
export type CommandId = (typeof commandIds)[number];
