import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TableEngine } from "../../src/ports/table-engine.ts";

interface PlacedFile {
  readonly path: string;
  readonly bytes: string | Uint8Array<ArrayBuffer>;
}

/** One pixel (https://github.com/mathiasbynens/small). */
const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const svg = (more: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="60"${more}><rect width="120" height="60" fill="#0072b2"/></svg>`;

/** A file of each kind that has a preview, and one that has none. */
export async function kindFiles(tables: TableEngine, directory: string): Promise<readonly PlacedFile[]> {
  const parquet = join(directory, "rows.parquet");
  await tables.writeParquet(
    "SELECT 9007199254740993::BIGINT AS id, range AS n, DATE '2001-02-03' AS day, 'kind ' || range % 3 AS kind FROM range(250)",
    parquet,
  );
  return [
    { path: "kinds/dot.png", bytes: new Uint8Array(Buffer.from(png, "base64")) },
    { path: "kinds/plot.svg", bytes: svg("") },
    {
      path: "kinds/notes.md",
      bytes:
        "# Results\n\n- [x] done\n- [ ] to do\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![a plot](plot.svg)\n\n### Then\n\n`code` and **bold**.\n",
    },
    {
      path: "kinds/deep.json",
      bytes: JSON.stringify({ a: { b: { c: { d: "found me" } } }, list: [1, null, true, "x"] }),
    },
    { path: "kinds/rows.csv", bytes: 'id,what\n1,"said ""no"", twice"\n2,plain\n' },
    { path: "kinds/rows.parquet", bytes: new Uint8Array(readFileSync(parquet)) },
    { path: "kinds/MLmodel", bytes: "flavors:\n  python_function:\n    env: conda.yaml\n" },
    { path: "kinds/long.log", bytes: "a line of a log\n".repeat(37_500) },
    { path: "kinds/page.html", bytes: "<!doctype html><title>t</title><h1>A page</h1><p>of somebody</p>" },
    { path: "kinds/model.pkl", bytes: new Uint8Array([0x80, 0x04, 0x00, 1, 2, 3]) },
    { path: "top.txt", bytes: "at the top" },
  ];
}

const attack = "parent.hacked = 1; top.hacked = 1";
const call = "/api/v1/experiments?stolen";

/** Files that try to run something in our origin or to hold the page up, and what is shown of each instead. */
export const hostileFiles: readonly (PlacedFile & { readonly sign: string | RegExp })[] = [
  {
    path: "hostile/script.html",
    sign: "script.html",
    bytes: `<!doctype html><p id="o">did not run</p><img src="${call}"><script src="${call}"></script>
      <iframe src="${call}"></iframe><form action="${call}" id="f"></form>
      <script>
        const says = [];
        const tried = async () => {
          try { await fetch(${JSON.stringify(call)}); says.push("called"); } catch { says.push("refused"); }
          try { ${attack}; says.push("reached"); } catch { says.push("refused"); }
          try { localStorage.setItem("a", "b"); says.push("kept"); } catch { says.push("refused"); }
          document.getElementById("f").submit();
          alert(1);
          document.getElementById("o").textContent = "ran, and: " + says.join(" ");
        };
        tried();
      </script>`,
  },
  {
    path: "hostile/onload.svg",
    sign: /px$/,
    bytes: svg(` onload="${attack}; fetch('${call}')"`).replace(
      "</svg>",
      `<script>${attack}; fetch("${call}")</script><image href="${call}"/></svg>`,
    ),
  },
  {
    path: "hostile/links.md",
    sign: "a trap",
    bytes: `a trap [x](javascript:hacked=1) [y](data:text/html,<script>hacked=1</script>) <script>hacked=1</script>
      <img src=x onerror="hacked=1"> ![i](${call}) <iframe src="${call}"></iframe> [z]: <javascript:hacked=1>\n`,
  },
  { path: "hostile/busy.md", sign: "too intricate", bytes: "*a_b".repeat(60_000) },
  { path: "hostile/stack.md", sign: "too intricate", bytes: ">".repeat(20_000) },
  { path: "hostile/nested.json", sign: "[] 1", bytes: "[".repeat(1_000_000) + "]".repeat(1_000_000) },
  {
    path: "hostile/proto.json",
    sign: "__proto__",
    bytes: '{"__proto__": {"hacked": 1}, "constructor": {"prototype": {"hacked": 1}}}',
  },
  {
    path: "hostile/cell.csv",
    sign: "cannot be shown as a table",
    bytes: `a,b\n1,"${"x".repeat(10_000_000)}"\n`,
  },
  { path: "hostile/formula.csv", sign: "=cmd()", bytes: "a\n=cmd()\n<img src=x onerror=hacked=1>\n" },
  { path: "hostile/line.txt", sign: "xxxxx", bytes: "x".repeat(3_000_000) },
];
