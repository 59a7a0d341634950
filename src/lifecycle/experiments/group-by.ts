/** Rows by a key, each group made into a value. */
export function groupBy<Row, Key, Value>(
  rows: readonly Row[],
  key: (row: Row) => Key,
  value: (group: readonly Row[]) => Value,
): Map<Key, Value> {
  const groups = new Map<Key, Value>();
  for (const [each, group] of Map.groupBy(rows, key)) groups.set(each, value(group));
  return groups;
}
