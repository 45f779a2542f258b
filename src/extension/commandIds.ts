/** Every command that package.json contributes; a test compares the two. */
export const commandIds = [
  'lexiscope.analyzeDocument', 'lexiscope.categorizeDocument', 'lexiscope.detectLanguage', 'lexiscope.analyzeSentiment', 'lexiscope.classifyFolder', 'lexiscope.classifyFiles',
  'lexiscope.explainResult', 'lexiscope.copyResultAsMarkdown', 'lexiscope.copyResultAsJson', 'lexiscope.saveReport', 'lexiscope.readAgain', 'lexiscope.removeResult',
  'lexiscope.toggleAnnotations', 'lexiscope.clearAnnotations', 'lexiscope.openSample', 'lexiscope.showLanguageDetails', 'lexiscope.showLog',
  'lexiscope.exploreVectors', 'lexiscope.openLessons', 'lexiscope.findSimilarWords', 'lexiscope.compareWords', 'lexiscope.solveAnalogy', 'lexiscope.replaceWithSimilarWord',
  'lexiscope.loadVectors', 'lexiscope.chooseVectorSpace', 'lexiscope.useVectorSpace', 'lexiscope.unloadVectors',
  'lexiscope.train', 'lexiscope.openRun', 'lexiscope.pauseRun', 'lexiscope.resumeRun', 'lexiscope.stopRun', 'lexiscope.cancelRun', 'lexiscope.refreshRuns', 'lexiscope.deleteModel',
] as const;
export type CommandId = (typeof commandIds)[number];
