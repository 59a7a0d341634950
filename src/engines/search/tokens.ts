import { searchLimits, SearchSyntaxError } from "./query.ts";

export interface Token {
  /** `quoted` is in double quotes, a key or a text; `backticked` a key only. */
  readonly kind: "name" | "quoted" | "backticked" | "string" | "number" | "symbol" | "end";
  /** Names and symbols as written, quoted ones without their quotes. */
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

const pattern =
  /\s+|(?<string>'(?:[^']|'')*')|(?<quoted>"[^"]*")|(?<backticked>`[^`]*`)|(?<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?(?![\w.])|\.\d+(?:[eE][+-]?\d+)?(?!\w))|(?<name>[\p{L}\p{N}_][\p{L}\p{N}_/]*)|(?<symbol>!=|<>|>=|<=|[=<>(),.+-])/uy;

/** Text as tokens, the last of them `end`. Linear in the length of the text. */
export function tokens(text: string): Token[] {
  if (text.length > searchLimits.characters) {
    throw new SearchSyntaxError(`The filter is longer than ${searchLimits.characters} characters.`, 0);
  }
  const found: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) {
      const rest = text.slice(at, at + 20);
      throw new SearchSyntaxError(`Invalid clause(s) in filter string: '${rest}' cannot be read.`, at);
    }
    const end = pattern.lastIndex;
    const { string, quoted, backticked, number, name, symbol } = groups;
    if (string !== undefined)
      found.push({ kind: "string", text: string.slice(1, -1).replaceAll("''", "'"), at, end });
    else if (quoted !== undefined) found.push({ kind: "quoted", text: quoted.slice(1, -1), at, end });
    else if (backticked !== undefined)
      found.push({ kind: "backticked", text: backticked.slice(1, -1), at, end });
    else if (number !== undefined) found.push({ kind: "number", text: number, at, end });
    else if (name !== undefined) found.push({ kind: "name", text: name, at, end });
    else if (symbol !== undefined) found.push({ kind: "symbol", text: symbol, at, end });
  }
  found.push({ kind: "end", text: "", at: text.length, end: text.length });
  return found;
}

const quotes: Readonly<Partial<Record<Token["kind"], string>>> = {
  string: "'",
  quoted: '"',
  backticked: "`",
};

/** Reads tokens one after the other. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(all: readonly Token[]) {
    this.#tokens = all;
  }

  get here(): Token {
    return this.#tokens[this.#next] as Token;
  }

  get isAtEnd(): boolean {
    return this.here.kind === "end";
  }

  take(): Token {
    const token = this.here;
    if (token.kind !== "end") this.#next++;
    return token;
  }

  /** Takes the token if it is this symbol. */
  symbol(...texts: readonly string[]): string | undefined {
    if (this.here.kind !== "symbol" || !texts.includes(this.here.text)) return undefined;
    return this.take().text;
  }

  /** Takes the token if it is this word, in any case. */
  word(...words: readonly string[]): string | undefined {
    const { kind, text } = this.here;
    if (kind !== "name" || !words.includes(text.toUpperCase())) return undefined;
    return this.take().text.toUpperCase();
  }

  /** Takes a number with its sign; NaN, which nothing equals, is none. Undefined where there is another thing. */
  number(): number | undefined {
    const sign = this.symbol("-", "+");
    const factor = sign === "-" ? -1 : 1;
    // Minus nothing is nothing: it would not print as it reads.
    if (this.here.kind === "number") return factor * Number(this.take().text) + 0;
    return this.word("INF", "INFINITY") === undefined ? undefined : factor * Infinity;
  }

  /** The token here as an error says it. */
  shown(): string {
    const { kind, text } = this.here;
    const quote = quotes[kind] ?? "";
    return kind === "end" ? "nothing" : `${quote}${text.slice(0, 100)}${quote}`;
  }

  /** Whether this token is that symbol. */
  isAt(text: string): boolean {
    return this.here.kind === "symbol" && this.here.text === text;
  }

  /** Whether the token after this one is that symbol. */
  isFollowedBy(text: string): boolean {
    const after = this.#tokens[this.#next + 1];
    return after?.kind === "symbol" && after.text === text;
  }

  fail(message: string): SearchSyntaxError {
    return new SearchSyntaxError(message, this.here.at);
  }
}
