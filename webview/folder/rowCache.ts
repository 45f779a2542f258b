import type { ResultRow } from '../../src/protocol/folder.ts';
import type { RowSelection } from '../../src/protocol/folderPage.ts';

/** Rows are asked for in pages of this size, and so many pages are kept. */
const pageSize = 100;
const pagesKept = 40;

export type Filter = Omit<RowSelection, 'offset' | 'limit'>;
type Fetch = (selection: RowSelection) => Promise<{ rows: readonly ResultRow[]; total: number }>;

/** The rows of one order and filter, fetched as they come into sight; few are held, however many there are. */
export class RowCache {
  private readonly fetchRows: Fetch;
  private readonly onChange: () => void;
  private readonly pages = new Map<number, readonly ResultRow[]>();
  private readonly asked = new Set<number>();
  private generation = 0;
  private filter: Filter;
  /** Rows with this filter, as far as is known. */
  total = 0;
  /** Why the last page could not be had. */
  failure = '';

  constructor(filter: Filter, fetchRows: Fetch, onChange: () => void) {
    this.filter = filter;
    this.fetchRows = fetchRows;
    this.onChange = onChange;
  }

  /** Other rows, or the same ones anew because more have been written: what is shown stays until the new ones are here. */
  reset(filter: Filter, first: number, end: number): void {
    this.filter = filter;
    this.generation++;
    this.asked.clear();
    this.failure = '';
    this.need(first, end, true);
  }

  at(index: number): ResultRow | undefined {
    return this.pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** Asks for the rows from `first` to before `end`, if they are not here. After a failure only a reset asks again: drawing must not. */
  need(first: number, end: number, anew = false): void {
    if (this.failure !== '') return;
    for (let page = Math.floor(first / pageSize); page * pageSize < Math.max(end, 1); page++) {
      if (this.asked.has(page) || (!anew && this.pages.has(page))) continue;
      void this.load(page, anew);
    }
  }

  private async load(page: number, anew: boolean): Promise<void> {
    const { generation } = this;
    this.asked.add(page);
    try {
      const { rows, total } = await this.fetchRows({ ...this.filter, offset: page * pageSize, limit: pageSize });
      if (generation !== this.generation) return;
      if (anew) for (const other of [...this.pages.keys()]) if (!this.asked.has(other)) this.pages.delete(other);
      this.pages.set(page, rows);
      for (const oldest of this.pages.keys()) {
        if (this.pages.size <= pagesKept) break;
        this.pages.delete(oldest);
      }
      this.total = total;
      this.failure = '';
    } catch (error) {
      if (generation === this.generation) this.failure = error instanceof Error ? error.message : String(error);
    }
    this.asked.delete(page);
    this.onChange();
  }
}
