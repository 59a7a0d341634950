/** Folders of the artifact store, asked about whole names: `3/a` is no folder of `3/ab`. */
export class Folders {
  readonly #paths: ReadonlySet<string>;
  #sorted: readonly string[] | undefined;

  constructor(paths: Iterable<string>) {
    this.#paths = new Set(paths);
  }

  /** Those folders that a path is, or lies in, the outermost first. */
  *around(path: string): Generator<string> {
    for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) {
      const folder = path.slice(0, end);
      if (this.#paths.has(folder)) yield folder;
    }
    if (this.#paths.has(path)) yield path;
  }

  hasAround(path: string): boolean {
    return this.around(path).next().done !== true;
  }

  /** Whether one of them is this folder, lies in it, or around it. */
  touches(folder: string): boolean {
    return this.hasAround(folder) || this.#firstFrom(`${folder}/`)?.startsWith(`${folder}/`) === true;
  }

  #firstFrom(wanted: string): string | undefined {
    this.#sorted ??= [...this.#paths].sort();
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] ?? "") < wanted) low = middle + 1;
      else high = middle;
    }
    return this.#sorted[low];
  }
}
