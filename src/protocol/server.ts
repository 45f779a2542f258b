import type { AnalysisMethods } from './analysis.ts';
import type { ExplainMethods } from './explain.ts';
import type { FolderMethods } from './folder.ts';
import type { HoverMethods } from './hover.ts';
import type { LessonMethods } from './lessons.ts';
import type { LiveMethods } from './live.ts';
import type { ModelMethods } from './models.ts';
import type { SpaceMethods } from './spaces.ts';
import type { TrainingMethods } from './training.ts';

/** Every request of our own that the server answers, beside those of LSP. Each topic has its file of types and schemas. */
export type ServerMethods = AnalysisMethods & ExplainMethods & FolderMethods & LessonMethods & LiveMethods & ModelMethods & HoverMethods & SpaceMethods & TrainingMethods;
