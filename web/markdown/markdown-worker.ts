import type { Nodes, Root } from "hast";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";

/** Bounds of what a page shows; beyond them the text is shown as it is. */
const most = { depth: 60, nodes: 20_000 };
/** Level of the heading of the page's part in which the text stands. */
const levelAbove = 2;

/**
 * Markdown (CommonMark with GitHub's extensions) as a tree of elements, in a worker, since a few kilobytes can keep a
 * parser busy for minutes: whoever asked ends the worker then. HTML in it is left out, and what is left is held to
 * GitHub's list of elements, attributes and protocols. Answers the tree, or null when there is none to show.
 */
const processor = unified().use(remarkParse).use(remarkGfm).use(remarkRehype).use(rehypeSanitize);

self.addEventListener("message", (event: MessageEvent<string>) => {
  self.postMessage(treeOf(event.data), {});
});

function treeOf(text: string): Root | null {
  try {
    const tree = processor.runSync(processor.parse(text));
    return isModest(tree) ? tree : null;
  } catch {
    // too deep for the parser's own stack
    return null;
  }
}

/** Goes through the tree in the order of the text, and gives its headings levels below those of the page. */
function isModest(root: Root): boolean {
  const open: { readonly node: Nodes; readonly depth: number }[] = [{ node: root, depth: 0 }];
  let count = 0;
  let level = levelAbove;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    if (++count > most.nodes || depth > most.depth) return false;
    if (!("children" in node)) continue;
    const heading = node.type === "element" ? /^h([1-6])$/.exec(node.tagName) : null;
    if (node.type === "element" && heading !== null) {
      // None is left out on the way down, as readers of the page's outline expect.
      level = Math.min(Number(heading[1]) + levelAbove, level + 1, 6);
      node.tagName = `h${level}`;
      node.properties = { className: [`markdown-h${heading[1]}`] };
    }
    for (const child of node.children.toReversed()) open.push({ node: child, depth: depth + 1 });
  }
  return true;
}
