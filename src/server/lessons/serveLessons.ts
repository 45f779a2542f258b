import type * as v from 'valibot';
import type { CancellationToken, Connection } from 'vscode-languageserver/node';
import { packageRoot } from '../../base/files.ts';
import { answerLesson } from '../../lessons/lessons.ts';
import { type LessonName, type LessonParams, lessonNames, lessonSchemas } from '../../protocol/lessons.ts';
import { checkParams } from '../requestErrors.ts';

/** `lexiscope/lessons/*` on a connection. The texts are bounded so that a lesson takes milliseconds, the longest a few seconds with turns for others; nothing is kept. */
export function listenForLessons(connection: Connection, asResponse: <T>(work: () => Promise<T>) => Promise<T>): void {
  const root = packageRoot(import.meta.url);
  for (const name of lessonNames) {
    const method = `lexiscope/lessons/${name}`;
    connection.onRequest(method, (params: unknown, token: CancellationToken) => asResponse(async () => {
      const checked = checkParams(lessonSchemas[name] as v.GenericSchema<unknown, LessonParams<LessonName>>, params, method);
      const controller = new AbortController();
      const subscription = token.onCancellationRequested(() => controller.abort());
      try {
        return await answerLesson(name, checked as never, root, controller.signal);
      } finally {
        subscription.dispose();
      }
    }));
  }
}
