/** The part of an id that people compare: its start when the id is its content, its random end otherwise. */
export function shortId(id: string): string {
  const [kind = "", rest = ""] = id.split("_", 2);
  if (rest === "") return id.slice(0, 10);
  return `${kind}_${kind === "dsv" ? rest.slice(0, 8) : rest.slice(-6)}`;
}
