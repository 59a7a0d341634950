import { readField } from "./fields.ts";
import { type Field, type SearchKind, SearchSyntaxError } from "./query.ts";
import { TokenReader, tokens } from "./tokens.ts";

const mostFields = 500;

/** Reads `metrics.loss, best(metrics.auc), params.depth`: fields, separated by commas. Throws SearchSyntaxError. */
export function parseFields(text: string, kind: SearchKind): Field[] {
  const reader = new TokenReader(tokens(text));
  const fields: Field[] = [];
  if (reader.isAtEnd) return fields;
  do {
    fields.push(readField(reader, kind));
    if (fields.length > mostFields) throw reader.fail(`There are more than ${mostFields} fields.`);
  } while (reader.symbol(",") !== undefined);
  if (!reader.isAtEnd) throw reader.fail(`'${reader.here.text}' is not expected between fields`);
  return fields;
}

/** Reads one field. Throws SearchSyntaxError. */
export function parseField(text: string, kind: SearchKind): Field {
  const [field, ...more] = parseFields(text, kind);
  if (field === undefined || more.length > 0) throw new SearchSyntaxError("Expected one field", 0);
  return field;
}
