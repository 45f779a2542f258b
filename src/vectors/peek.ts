import { openForReading } from './byteReader.ts';
import { detectFormat } from './formats.ts';
import { readSpaceHeader } from './spaceFile.ts';

/** As many as the format is told by. */
const headBytes = 65536;

/** Words and dimensions that a file announces at its beginning, without reading it: `.lxv` and word2vec files do, unless they are gzipped. @throws LexiscopeError for a file that cannot be opened or is damaged */
export async function peekShape(file: string): Promise<{ readonly rows: number; readonly dimensions: number } | null> {
  const handle = await openForReading(file);
  try {
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await handle.read(head, 0, headBytes, 0);
    const format = detectFormat(head.subarray(0, bytesRead));
    if (format === 'lexiscope') {
      const { rows, dimensions } = await readSpaceHeader(handle, file);
      return { rows, dimensions };
    }
    if (format !== 'word2vec-text' && format !== 'word2vec-binary') return null;
    const announced = /^(\d{1,15})[ \t]+(\d{1,6})\s/.exec(head.toString('latin1'));
    return announced && { rows: Number(announced[1]), dimensions: Number(announced[2]) };
  } finally {
    await handle.close();
  }
}
