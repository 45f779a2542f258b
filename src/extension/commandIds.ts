/** Every command that package.json contributes; a test compares the two. */
export const commandIds = [
  'lexiscope.detectLanguage', 'lexiscope.showLanguageDetails', 'lexiscope.showLog',
  'lexiscope.findSimilarWords', 'lexiscope.compareWords', 'lexiscope.solveAnalogy', 'lexiscope.replaceWithSimilarWord',
  'lexiscope.loadVectors', 'lexiscope.chooseVectorSpace', 'lexiscope.useVectorSpace', 'lexiscope.unloadVectors',
] as const;
export type CommandId = (typeof commandIds)[number];
