/** The headings above the place that an extractor has reached. */
export class Sections {
  #headings: { level: number; title: string }[] = [];
  /** Outermost first; a new array after each heading, so segments may keep it. */
  path: readonly string[] = [];

  /** A heading of this level ends the sections of its level and deeper ones. */
  enter(level: number, title: string): void {
    this.#headings = this.#headings.filter((heading) => heading.level < level);
    this.#headings.push({ level, title });
    this.path = this.#headings.map((heading) => heading.title);
  }
}
