/** Strongly connected parts of more than one node (Tarjan, 1972), each sorted. */
export function cycles(pairs: Iterable<readonly [from: string, to: string]>): string[][] {
  const next = new Map<string, string[]>();
  for (const [from, to] of pairs) next.set(from, [...(next.get(from) ?? []), to]);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.size - 1);
    stack.push(node);
    for (const other of next.get(node) ?? []) {
      if (!index.has(other)) visit(other);
      if (stack.includes(other)) low.set(node, Math.min(low.get(node) ?? 0, low.get(other) ?? 0));
    }
    if (low.get(node) !== index.get(node)) return;
    const part = stack.splice(stack.indexOf(node));
    if (part.length > 1) found.push(part.sort());
  };
  for (const node of next.keys()) if (!index.has(node)) visit(node);
  return found;
}

/** Pairs of folders that import each other, by files `folderOf` puts into one. */
export function knots(
  pairs: Iterable<readonly [from: string, to: string]>,
  folderOf: (path: string) => string | undefined,
): string[] {
  const edges = new Set<string>();
  for (const [from, to] of pairs) {
    const [a, b] = [folderOf(from), folderOf(to)];
    if (a !== undefined && b !== undefined && a !== b) edges.add(`${a} ${b}`);
  }
  return [...edges].filter((edge) => {
    const [a = "", b = ""] = edge.split(" ");
    return a < b && edges.has(`${b} ${a}`);
  });
}
