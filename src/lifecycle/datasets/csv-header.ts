import { fail, type PrumoError } from "../../kernel/errors/prumo-error.ts";

const delimiters = [",", ";", "\t", "|"] as const;
const maxColumns = 10_000;

/**
 * Column names and delimiter from the beginning of a CSV file. Unless given, the delimiter is the one of
 * `, ; tab |` that gives the most columns. Throws sources/unreadable-file when there is no usable header.
 */
export function parseHeader(
  start: Buffer,
  file: string,
  given?: string,
): { readonly names: string[]; readonly delimiter: string } {
  const text = new TextDecoder("utf-8").decode(start);
  if (text.trim() === "") throw bad(file, "it is empty; a CSV file begins with a line of column names.");
  if (text.includes("\0")) throw bad(file, "it is not a text file.");
  const [best] = (given === undefined ? delimiters : [given])
    .map((delimiter) => ({ delimiter, names: firstRecord(text, delimiter, file) }))
    .sort((a, b) => b.names.length - a.names.length);
  if (best === undefined) throw bad(file, "it has no line of column names.");
  refuseBadNames(best.names, file);
  return best;
}

function refuseBadNames(names: readonly string[], file: string): void {
  if (names.length > maxColumns) throw bad(file, `it has more than ${maxColumns} columns.`);
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    if (name.trim() === "") throw bad(file, `column ${index + 1} has no name in its first line.`);
    const folded = name.toLowerCase();
    if (seen.has(folded)) throw bad(file, `its first line names the column ${name} twice.`);
    seen.add(folded);
  }
}

/** The fields of the first record; quoted fields may hold delimiters, line ends and doubled quotes. */
function firstRecord(text: string, delimiter: string, file: string): string[] {
  const fields: string[] = [];
  let field = "";
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? "";
    if (isQuoted) {
      if (letter !== '"') field += letter;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else isQuoted = false;
    } else if (letter === '"' && field === "") isQuoted = true;
    else if (letter === delimiter) {
      fields.push(field);
      field = "";
    } else if (letter === "\n" || letter === "\r") return [...fields, field];
    else field += letter;
  }
  if (isQuoted) throw bad(file, "a quoted column name in its first line has no end.");
  return [...fields, field];
}

function bad(file: string, problem: string): PrumoError {
  return fail("sources/unreadable-file", { file, problem });
}
