import type { AnalysisMethods } from './analysis.ts';
import type { TrainingMethods } from './training.ts';

/** Every request of our own that the server answers, beside those of LSP. Each topic has its file of types and schemas. */
export type ServerMethods = AnalysisMethods & TrainingMethods;
