import { aggregateNames, schemas, typeNamed } from "./fields.ts";
import { operatorsOf } from "./operators.ts";
import { type Expected, FilterReader } from "./parse-filter.ts";
import { printField, printValue } from "./print.ts";
import { type Field, searchLimits, type SearchKind, SearchSyntaxError } from "./query.ts";
import { TokenReader, tokens } from "./tokens.ts";

/** What is known of the records that are searched. */
export interface Known {
  readonly kind: SearchKind;
  readonly metrics?: readonly string[];
  readonly params?: readonly string[];
  readonly tags?: readonly string[];
  /** Texts that a field has. */
  readonly values?: (field: Field) => readonly string[] | undefined;
}

export interface Completion {
  readonly text: string;
  readonly sort: "attribute" | "key" | "function" | "operator" | "value" | "word";
}

export interface Completions {
  /** The part of the text that a completion replaces. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly Completion[];
}

const most = 50;

/** What may stand at a place of a filter, those first that begin as what is there already. */
export function complete(text: string, cursor: number, known: Known): Completions {
  const none = { from: cursor, to: cursor, items: [] };
  if (text.length > searchLimits.characters) return none;
  const before = text.slice(0, cursor);
  const { start, quote } = wordAtEnd(before);
  const expected = expectedAfter(before.slice(0, start), known.kind);
  if (expected === undefined) return none;
  const partial = plain(before.slice(expected.at));
  const fitting = candidates(expected, known, partial).map((item) => ({ item, fit: fit(item, partial) }));
  const items = fitting.filter(({ fit }) => fit >= 0).sort((a, b) => a.fit - b.fit);
  return {
    from: expected.at,
    to: endOfWord(text, cursor, quote),
    items: items.slice(0, most).map(({ item }) => item),
  };
}

const wordCharacter = /[\p{L}\p{N}_/]/u;

/** Where the word, or the quotes still open, at the end of a text begins. */
function wordAtEnd(text: string): { start: number; quote: string } {
  let open = -1;
  for (let at = 0; at < text.length; at++) {
    const isQuote = "'\"`".includes(text.charAt(at));
    if (isQuote && open < 0) open = at;
    else if (isQuote && text[at] === text[open]) open = -1;
  }
  if (open >= 0) return { start: open, quote: text.charAt(open) };
  let start = text.length;
  while (start > 0 && wordCharacter.test(text.charAt(start - 1))) start--;
  return { start, quote: "" };
}

function endOfWord(text: string, cursor: number, quote: string): number {
  let end = cursor;
  while (end < text.length && wordCharacter.test(text.charAt(end))) end++;
  return quote !== "" && text[end] === quote ? end + 1 : end;
}

/** What the grammar expects after a text; undefined where it went wrong before its end. */
function expectedAfter(head: string, kind: SearchKind): Expected | undefined {
  const tokenReader = tokenReaderOf(head);
  if (tokenReader === undefined) return undefined;
  const reader = new FilterReader(tokenReader, kind, 0);
  try {
    reader.disjunction(0);
  } catch (error) {
    if (!(error instanceof SearchSyntaxError)) throw error;
    return error.at === head.length ? reader.expected : undefined;
  }
  return tokenReader.isAtEnd ? reader.expected : undefined;
}

function tokenReaderOf(text: string): TokenReader | undefined {
  try {
    return new TokenReader(tokens(text));
  } catch (error) {
    if (error instanceof SearchSyntaxError) return undefined;
    throw error;
  }
}

function candidates(expected: Expected, known: Known, partial: string): readonly Completion[] {
  switch (expected.what) {
    case "field":
      return fieldCandidates(known, partial);
    case "operator":
      return operatorsOf(known.kind, expected.field).map((text) => ({ text, sort: "operator" }));
    case "value":
      return valueCandidates(expected.field, known);
    case "connective":
      return ["AND", "OR"].map((text) => ({ text, sort: "word" }));
  }
}

const key = (field: Field): Completion => ({ text: printField(field), sort: "key" });
const value = (text: string): Completion => ({ text, sort: "value" });

function fieldCandidates(known: Known, partial: string): Completion[] {
  const { text, numbers, types } = schemas[known.kind];
  const metrics = types.includes("metric") ? (known.metrics ?? []) : [];
  const asked = aggregateNames.find((name) => partial.startsWith(`${name}(`));
  if (asked !== undefined) {
    return metrics.map((name) => {
      const field = printField({ type: "metric", key: name, aggregate: "last" });
      return { text: `${asked}(${field})`, sort: "function" };
    });
  }
  return [
    ...[...text, ...numbers].map((name): Completion => ({ text: name, sort: "attribute" })),
    ...(types.includes("dataset") ? (["name", "digest", "context"] as const) : []).map((name) =>
      key({ type: "dataset", name }),
    ),
    ...metrics.map((name) => key({ type: "metric", key: name, aggregate: "last" })),
    ...(types.includes("param") ? (known.params ?? []) : []).map((name) => key({ type: "param", key: name })),
    ...(types.includes("tag") ? (known.tags ?? []) : []).map((name) => key({ type: "tag", key: name })),
    ...(metrics.length > 0 ? aggregateNames : []).map((name): Completion => ({
      text: `${name}(`,
      sort: "function",
    })),
    { text: "NOT", sort: "word" },
  ];
}

const statuses: Readonly<Partial<Record<SearchKind, readonly string[]>>> = {
  run: ["RUNNING", "FINISHED", "FAILED", "KILLED", "SCHEDULED"],
  loggedModel: ["READY", "PENDING", "FAILED"],
};

function valueCandidates(field: Field, known: Known): Completion[] {
  if (field.type === "metric") return [];
  if (field.type === "attribute" && field.isNumber) {
    const isTime = field.name !== "version_number";
    return isTime ? ["now - 1h", "now - 1d", "now - 7d", "now - 30d"].map(value) : [];
  }
  const isStatus = field.type === "attribute" && field.name === "status";
  const texts = known.values?.(field) ?? (isStatus ? (statuses[known.kind] ?? []) : []);
  return texts.map((text) => value(printValue(text)));
}

/** How well a completion fits: 0 begins so, 1 has it within, -1 not at all. */
function fit({ text }: Completion, partial: string): number {
  const at = plain(text).indexOf(partial);
  return Math.min(at, 1);
}

/** What is compared: small letters without quotes and spare spaces, and types under one name. */
function plain(text: string): string {
  const bare = text.replaceAll(/['"`]/g, "").replaceAll(/\s+/g, " ").trimStart().toLowerCase();
  const [, open = "", type = "", rest = ""] = /^((?:last|min|max|best)\()?(\w+)(\..*)$/s.exec(bare) ?? [];
  const inCall = /^((?:last|min|max|best)\()(\w+)$/.exec(bare);
  if (inCall !== null) return `${inCall[1]}metric.${inCall[2]}`;
  const named = typeNamed(type);
  if (named === undefined || rest === "") return bare.trimEnd();
  return `${open}${named === "attribute" ? rest.slice(1) : `${named}${rest}`}`;
}
