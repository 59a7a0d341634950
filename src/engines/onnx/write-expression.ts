import type { BinaryOp, Expression, UnaryOp } from "../../contract/expression.ts";
import type { Lookup } from "../../contract/model-graph.ts";
import { canonicalJson } from "../../kernel/json.ts";
import { type Names, typeOf, type ValueType } from "../expressions/check.ts";
import type { GraphBuilder } from "./builder.ts";

import { names } from "./names.ts";
import { writeDatePart } from "./write-calendar.ts";

/**
 * A compiled part: [N, 1] tensors (or [1, 1] where constant). Null is
 *  - NaN in a double; as in `toSql`, infinity may stand for it inside arithmetic until `finite` is called;
 *  - the smallest int64 in a timestamp;
 *  - `isNull` beside a text (undefined: never null);
 *  - `isNull` beside a boolean, whose `value` then is false.
 */
export type Part =
  | { readonly type: "number"; readonly value: string; readonly isFinite: boolean }
  | { readonly type: "timestamp"; readonly value: string }
  | { readonly type: "string" | "boolean"; readonly value: string; readonly isNull: string | undefined };

export type TextPart = Extract<Part, { type: "string" | "boolean" }>;

export const nullTimestamp = -(2n ** 63n);

/** Compiles expressions to nodes; equal parts of a model's expressions are computed once. */
export class ExpressionWriter {
  readonly #graph: GraphBuilder;
  readonly #columns: ReadonlyMap<string, Part>;
  readonly #lookups: Readonly<Record<string, Lookup>>;
  readonly #lookupOrder: readonly string[];
  readonly #names: Names;
  readonly #done = new Map<string, Part>();
  readonly #tables = new Map<string, string>();

  constructor(
    graph: GraphBuilder,
    columns: ReadonlyMap<string, Part>,
    lookups: Readonly<Record<string, Lookup>>,
    lookupOrder: readonly string[],
    types: Names,
  ) {
    this.#graph = graph;
    this.#columns = columns;
    this.#lookups = lookups;
    this.#lookupOrder = lookupOrder;
    this.#names = types;
  }

  write(expression: Expression): Part {
    return this.#part(expression, typeOf(expression, this.#names));
  }

  /** A number of any part, as a [N, 1] double that is finite or NaN. */
  asNumber(part: Part): string {
    const graph = this.#graph;
    switch (part.type) {
      case "number":
        return this.#finite(part);
      case "timestamp":
        return this.#orNaN(this.#isNull(part), this.#cast(part.value));
      default:
        return this.#orNaN(part.isNull, graph.add("Cast", [part.value], { to: { int: 11 } }));
    }
  }

  /** A text of any part, as `toCategory` makes it. */
  asCategory(part: Part): TextPart {
    const graph = this.#graph;
    if (part.type === "string") return part;
    if (part.type === "boolean") {
      const value = graph.add("Where", [part.value, graph.text("true"), graph.text("false")]);
      return { type: "string", value, isNull: part.isNull };
    }
    const number = this.asNumber(part);
    const floor = graph.add("Floor", [number]);
    const whole = graph.add("Equal", [floor, number]);
    const small = graph.add("LessOrEqual", [
      graph.add("Abs", [number]),
      graph.number(Number.MAX_SAFE_INTEGER),
    ]);
    const valid = graph.add("And", [whole, small]);
    const safe = graph.add("Where", [valid, number, graph.number(0)]);
    const value = graph.add("Cast", [graph.add("Cast", [safe], { to: { int: 7 } })], { to: { int: 8 } });
    return { type: "string", value, isNull: graph.add("Not", [valid]) };
  }

  #part(expression: Expression, type: ValueType): Part {
    const key = `${type} ${canonicalJson(expression)}`;
    const known = this.#done.get(key);
    if (known !== undefined) return known;
    const part = this.#make(expression, type);
    this.#done.set(key, part);
    return part;
  }

  #make(expression: Expression, type: ValueType): Part {
    switch (expression.op) {
      case "column":
        return this.#columns.get(expression.name) as Part;
      case "literal":
        return this.#literal(expression.value, type);
      case "lookup":
        return this.#lookup(expression.lookup, this.#part(expression.key, "string"), type);
      case "coalesce":
        return expression.of
          .map((part) => this.#part(part, type))
          .reduce((first, second) => this.#coalesce(first, second));
      default:
        return "left" in expression ? this.#binary(expression) : this.#unary(expression);
    }
  }

  #literal(value: number | string | boolean | null, type: ValueType): Part {
    const graph = this.#graph;
    const isNull = value === null ? graph.bool(true) : undefined;
    switch (type) {
      case "string":
        return { type, value: graph.text(value === null ? "" : String(value)), isNull };
      case "boolean":
        return { type, value: graph.bool(value === true), isNull };
      case "timestamp":
        return { type, value: graph.int(nullTimestamp) };
      default:
        return { type: "number", value: graph.number(value === null ? NaN : Number(value)), isFinite: true };
    }
  }

  /** The key's place among the lookup's keys gathers the value; the place after the last holds null. */
  #lookup(name: string, key: Part, type: ValueType): Part {
    const graph = this.#graph;
    const lookup = this.#lookups[name] as Lookup;
    const at = this.#lookupOrder.indexOf(name);
    const place = this.place(key as TextPart, lookup.keys, names.lookupKeys(at));
    const table = this.#tables.get(name) ?? this.#table(lookup, at);
    this.#tables.set(name, table);
    const value = graph.add("Gather", [table, place]);
    if (type === "number") return { type, value, isFinite: true };
    return { type: "string", value, isNull: graph.add("Equal", [place, graph.int(lookup.keys.length)]) };
  }

  #table(lookup: Lookup, at: number): string {
    const dims = [lookup.keys.length + 1];
    if (typeof lookup.values[0] === "number") {
      const data = Float64Array.from([
        ...lookup.values.map((v) => (Number.isFinite(v) ? Number(v) : NaN)),
        NaN,
      ]);
      return this.#graph.tensor(names.lookupValues(at), dims, { type: "double", data });
    }
    const data = [...lookup.values.map(String), ""];
    return this.#graph.tensor(names.lookupValues(at), dims, { type: "string", data });
  }

  /** The place of a text in a list as int64 [N, 1]; the length of the list where null or not in it. */
  place(part: TextPart, list: readonly string[], name: string): string {
    const graph = this.#graph;
    const place = graph.addMl(
      "LabelEncoder",
      [part.value],
      {
        // an attribute may not be empty: "\0" is no text that an expression can give
        keys_strings: { texts: list.length === 0 ? ["\0"] : list },
        values_int64s: { ints: list.length === 0 ? [0] : list.map((_, i) => i) },
        default_int64: { int: list.length },
      },
      name,
    );
    return part.isNull === undefined
      ? place
      : graph.add("Where", [part.isNull, graph.int(list.length), place]);
  }

  #coalesce(first: Part, second: Part): Part {
    const graph = this.#graph;
    const missing = this.#isNull(first);
    if (missing === undefined) return first;
    if (first.type === "number" && second.type === "number") {
      const value = graph.add("Where", [missing, this.#finite(second), this.#finite(first)]);
      return { type: "number", value, isFinite: true };
    }
    if (first.type === "timestamp") {
      return { type: "timestamp", value: graph.add("Where", [missing, second.value, first.value]) };
    }
    const other = second as TextPart;
    const isNull = other.isNull === undefined ? undefined : graph.add("And", [missing, other.isNull]);
    if (first.type === "boolean") {
      const value = graph.add("Or", [first.value, graph.add("And", [missing, other.value])]);
      return { type: "boolean", value, isNull };
    }
    return { type: "string", value: graph.add("Where", [missing, other.value, first.value]), isNull };
  }

  #binary(expression: Extract<Expression, { op: BinaryOp }>): Part {
    const graph = this.#graph;
    const { op } = expression;
    const types = [typeOf(expression.left, this.#names), typeOf(expression.right, this.#names)];
    const type =
      types.find((candidate) => candidate !== "null") ?? (op === "and" || op === "or" ? "boolean" : "number");
    const left = this.#part(expression.left, type);
    const right = this.#part(expression.right, type);
    switch (op) {
      case "add":
      case "multiply":
        return arithmetic(graph.add(op === "add" ? "Add" : "Mul", [left.value, right.value]));
      case "divide":
        return arithmetic(graph.add("Div", [left.value, this.asNumber(right)]));
      case "subtract": {
        if (left.type === "number") return arithmetic(graph.add("Sub", [left.value, right.value]));
        const missing = this.#either(this.#isNull(left), this.#isNull(right));
        const difference = this.#cast(graph.add("Sub", [left.value, right.value]));
        return { type: "number", value: this.#orNaN(missing, difference), isFinite: true };
      }
      case "and":
      case "or":
        return this.#logic(op, left as TextPart, right as TextPart);
      default:
        return this.#compare(op, left, right);
    }
  }

  #compare(op: "gt" | "gte" | "lt" | "lte" | "eq" | "ne", left: Part, right: Part): Part {
    const graph = this.#graph;
    const [a, b] =
      left.type === "number" ? [this.asNumber(left), this.asNumber(right)] : [left.value, right.value];
    const operator = {
      gt: "Greater",
      gte: "GreaterOrEqual",
      lt: "Less",
      lte: "LessOrEqual",
      eq: "Equal",
      ne: "Equal",
    };
    let holds = graph.add(operator[op], [a, b]);
    if (op === "ne") holds = graph.add("Not", [holds]);
    const isNull = this.#either(this.#isNull(left), this.#isNull(right));
    const value = isNull === undefined ? holds : graph.add("And", [holds, graph.add("Not", [isNull])]);
    return { type: "boolean", value, isNull };
  }

  #logic(op: "and" | "or", left: TextPart, right: TextPart): Part {
    const graph = this.#graph;
    const value = graph.add(op === "and" ? "And" : "Or", [left.value, right.value]);
    const missing = this.#either(left.isNull, right.isNull);
    if (missing === undefined) return { type: "boolean", value, isNull: undefined };
    if (op === "or") {
      return { type: "boolean", value, isNull: graph.add("And", [missing, graph.add("Not", [value])]) };
    }
    const known = graph.add("Or", [this.#isFalse(left), this.#isFalse(right)]);
    return { type: "boolean", value, isNull: graph.add("And", [missing, graph.add("Not", [known])]) };
  }

  #isFalse(part: TextPart): string {
    const graph = this.#graph;
    return graph.add("Not", [
      part.isNull === undefined ? part.value : graph.add("Or", [part.value, part.isNull]),
    ]);
  }

  #unary(expression: Extract<Expression, { op: UnaryOp }>): Part {
    const graph = this.#graph;
    const { op } = expression;
    const found = typeOf(expression.of, this.#names);
    switch (op) {
      case "isNull": {
        const isNull = this.#isNull(this.#part(expression.of, found));
        return { type: "boolean", value: isNull ?? graph.bool(false), isNull: undefined };
      }
      case "not": {
        const of = this.#part(expression.of, "boolean") as TextPart;
        return { type: "boolean", value: this.#isFalse(of), isNull: of.isNull };
      }
      case "lower":
      case "trim": {
        const of = this.#part(expression.of, "string") as TextPart;
        const value = op === "lower" ? this.#lower(of.value) : this.#trim(of.value);
        return { type: "string", value, isNull: of.isNull };
      }
      case "negate":
      case "abs":
      case "floor": {
        const of = this.#part(expression.of, "number");
        const operator = { negate: "Neg", abs: "Abs", floor: "Floor" }[op];
        return {
          type: "number",
          value: graph.add(operator, [of.value]),
          isFinite: of.type === "number" && of.isFinite,
        };
      }
      case "log1p": {
        const of = this.#part(expression.of, "number");
        return arithmetic(graph.add("Log", [graph.add("Add", [of.value, graph.number(1)])]));
      }
      default: {
        const of = this.#part(expression.of, "timestamp");
        const missing = this.#isNull(of) as string;
        const safe = graph.add("Where", [missing, graph.int(0), of.value]);
        const part = writeDatePart(graph, op, safe);
        return { type: "number", value: this.#orNaN(missing, this.#cast(part)), isFinite: true };
      }
    }
  }

  /**
   * The locale that every Linux has and that maps all of Unicode. Without it ONNX Runtime asks for en_US,
   * which slim images lack, and refuses the model.
   */
  #lower(value: string): string {
    const graph = this.#graph;
    const flat = graph.add("Reshape", [value, graph.vector([-1])]);
    const lower = graph.add("StringNormalizer", [flat], {
      case_change_action: { text: "LOWER" },
      locale: { text: "C.UTF-8" },
    });
    return graph.add("Reshape", [lower, graph.vector([-1, 1])]);
  }

  /**
   * Standard ONNX cannot shorten a text; ONNX Runtime's Tokenizer takes everything from the first to the
   * last non-space as its one token. A batch of blanks has no tokens at all, hence the column of "" behind.
   */
  #trim(value: string): string {
    const graph = this.#graph;
    const flat = graph.add("Reshape", [value, graph.vector([-1])]);
    const tokens = graph.addRuntime("Tokenizer", [flat], {
      mark: { int: 0 },
      mincharnum: { int: 1 },
      pad_value: { text: "" },
      tokenexp: { text: "[^ \\t\\n\\x0b\\f\\r](?s:.*[^ \\t\\n\\x0b\\f\\r])?" },
    });
    const rows = graph.add("Shape", [tokens], { start: { int: 0 }, end: { int: 1 } });
    const shape = graph.add("Concat", [rows, graph.vector([1])], { axis: { int: 0 } });
    const blanks = graph.add("Expand", [graph.text(""), shape]);
    const padded = graph.add("Concat", [tokens, blanks], { axis: { int: 1 } });
    return graph.add("Gather", [padded, graph.vector([0])], { axis: { int: 1 } });
  }

  #finite(part: Extract<Part, { type: "number" }>): string {
    const graph = this.#graph;
    if (part.isFinite) return part.value;
    return graph.add("Where", [graph.add("IsInf", [part.value]), graph.number(NaN), part.value]);
  }

  #isNull(part: Part): string | undefined {
    const graph = this.#graph;
    if (part.type === "number") return graph.add("IsNaN", [this.#finite(part)]);
    if (part.type === "timestamp") return graph.add("Equal", [part.value, graph.int(nullTimestamp)]);
    return part.isNull;
  }

  #either(a: string | undefined, b: string | undefined): string | undefined {
    if (a === undefined || b === undefined || a === b) return a ?? b;
    return this.#graph.add("Or", [a, b]);
  }

  #orNaN(missing: string | undefined, value: string): string {
    const graph = this.#graph;
    return missing === undefined ? value : graph.add("Where", [missing, graph.number(NaN), value]);
  }

  #cast(value: string): string {
    return this.#graph.add("Cast", [value], { to: { int: 11 } });
  }
}

function arithmetic(value: string): Part {
  return { type: "number", value, isFinite: false };
}
