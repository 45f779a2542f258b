/** No client of ours sends a longer header. */
const longestHeader = 4096;
/** V8's longest string: no message beyond it can be read. */
const longestBody = 2 ** 29;

/**
 * Watches the frames of LSP's base protocol (https://microsoft.github.io/language-server-protocol, "Header Part") go by. The reader of the
 * connection waits for ever after a header that it does not understand, since nobody can tell where the next message begins: an editor would see
 * a server that answers nothing. Ended with a reason, it is started anew.
 */
export class FrameCheck {
  #header = '';
  #bodyLeft = 0;

  /** Takes the next bytes of the stream. @returns what is wrong with it, undefined while nothing is */
  push(chunk: Uint8Array): string | undefined {
    for (let at = 0; at < chunk.length;) {
      if (this.#bodyLeft > 0) {
        const part = Math.min(this.#bodyLeft, chunk.length - at);
        this.#bodyLeft -= part;
        at += part;
        continue;
      }
      this.#header += String.fromCharCode(chunk[at++]);
      if (this.#header.length > longestHeader) return `a header of more than ${longestHeader} bytes: ${shown(this.#header)}`;
      if (!this.#header.endsWith('\r\n\r\n')) continue;
      const lines = this.#header.slice(0, -4).split('\r\n');
      const length = lines.map((line) => /^content-length: *(\d+) *$/i.exec(line)?.[1]).find((digits) => digits !== undefined);
      if (length === undefined || !lines.every((line) => line.includes(':'))) return `expected the header Content-Length: NUMBER, found ${shown(this.#header)}`;
      if (Number(length) > longestBody) return `a message of ${length} bytes; at most ${longestBody} can be read`;
      this.#bodyLeft = Number(length);
      this.#header = '';
    }
    return undefined;
  }
}

function shown(header: string): string {
  return JSON.stringify(header.length > 80 ? `${header.slice(0, 80)}...` : header);
}
