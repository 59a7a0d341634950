/** Where each step of a graph is drawn: its column is its longest way from a start. */
export interface Placed {
  readonly name: string;
  readonly column: number;
  readonly row: number;
}

/**
 * Layers by longest path; within a layer steps stand at the mean row of those they need (one barycentre
 * sweep, after Sugiyama 1981), which is enough for the tens of steps a pipeline has.
 * A need that is not in the list, or a cycle, is ignored.
 */
export function layOut(steps: readonly { name: string; needs: readonly string[] }[]): readonly Placed[] {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const columns = new Map<string, number>();
  const column = (name: string, path: ReadonlySet<string>): number => {
    const known = columns.get(name);
    if (known !== undefined) return known;
    const needs = (byName.get(name)?.needs ?? []).filter((need) => byName.has(need) && !path.has(need));
    const at =
      needs.length === 0 ? 0 : 1 + Math.max(...needs.map((need) => column(need, new Set([...path, name]))));
    columns.set(name, at);
    return at;
  };
  steps.forEach(({ name }) => column(name, new Set()));
  const rows = new Map<string, number>();
  const layers = Map.groupBy(steps, ({ name }) => columns.get(name) ?? 0);
  for (const [, layer] of [...layers].toSorted(([a], [b]) => a - b)) {
    const wish = (step: { needs: readonly string[] }) => {
      const known = step.needs.flatMap((need) => rows.get(need) ?? []);
      return known.length === 0 ? 0 : known.reduce((sum, row) => sum + row, 0) / known.length;
    };
    let next = 0;
    for (const step of layer.toSorted((a, b) => wish(a) - wish(b))) {
      const row = Math.max(next, Math.round(wish(step)));
      rows.set(step.name, row);
      next = row + 1;
    }
  }
  return steps.map(({ name }) => ({ name, column: columns.get(name) ?? 0, row: rows.get(name) ?? 0 }));
}
