/**
 * p-values adjusted after Benjamini and Hochberg (JRSS B 57, 1995), in the order given: calling those below q
 * true keeps the expected share of false ones among them below q. As R's `p.adjust(method = "BH")`.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const count = pValues.length;
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[b] ?? 1) - (pValues[a] ?? 1));
  const adjusted = Array.from<number>({ length: count }).fill(1);
  let least = 1;
  for (const [fromLargest, index] of order.entries()) {
    const rank = count - fromLargest;
    least = Math.min(least, ((pValues[index] ?? 1) * count) / rank);
    adjusted[index] = least;
  }
  return adjusted;
}
