import { invalid, MlflowError } from "./mlflow-error.ts";

/**
 * Fields of requests, read as protobuf's JSON mapping reads them: numbers may come as text, enums by name or
 * number, unknown fields are ignored, null is absent. Names are those of MLflow's protos.
 */
export interface Field<Value> {
  /** The value, or undefined when it is not of this type. */
  read(value: unknown, path: string): Value | undefined;
  readonly isRequired?: boolean;
  readonly isList?: boolean;
  /** Other names under which the field is accepted when absent. */
  readonly alias?: string;
}
export type Fields = { readonly [name: string]: Field<unknown> };
type Required = { readonly isRequired: true };

/** What a handler is given: required fields always, the others where they were sent. */
export type Input<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends Field<infer Value>
    ? F[Name] extends Required
      ? Value
      : Value | undefined
    : never;
};

export const text: Field<string> = { read: (value) => (typeof value === "string" ? value : undefined) };

/** 64 bits in the protocol; beyond 2^53 it would not survive JSON, so it is refused. */
export const int: Field<number> = {
  read(value) {
    if (typeof value === "boolean" || value === "") return undefined;
    const number = typeof value === "string" && /^[+-]?\d{1,19}$/.test(value) ? Number(value) : value;
    return Number.isSafeInteger(number) ? (number as number) : undefined;
  },
};

/** Doubles, with `NaN` and the infinities as text. */
export const double: Field<number> = {
  read(value) {
    if (typeof value === "number") return value;
    if (typeof value !== "string" || value.trim() === "") return undefined;
    if (value === "NaN") return Number.NaN;
    if (/^-?Infinity$/.test(value)) return Number(value);
    return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : undefined;
  },
};

export const flag: Field<boolean> = {
  read(value) {
    if (typeof value === "boolean") return value;
    if (value === "true" || value === "True" || value === "TRUE") return true;
    return value === "false" || value === "False" || value === "FALSE" ? false : undefined;
  },
};

/** One of a proto enum's names, which are numbered from `first`. */
export function oneOf<const Name extends string>(names: readonly Name[], first = 0): Field<Name> {
  return {
    read(value) {
      const byNumber = Number.isInteger(value) || (typeof value === "string" && /^\d{1,3}$/.test(value));
      return byNumber ? names[Number(value) - first] : names.find((name) => name === value);
    },
  };
}

export function required<Value>(field: Field<Value>, alias?: string): Field<Value> & Required {
  return { ...field, isRequired: true, ...(alias === undefined ? {} : { alias }) };
}

export function list<Value>(item: Field<Value>): Field<readonly Value[]> {
  return {
    isList: true,
    read(value, path) {
      if (!Array.isArray(value)) return undefined;
      const items: Value[] = [];
      for (const [index, one] of value.entries()) {
        const read = item.read(one, `${path}[${index}]`);
        if (read === undefined) return undefined;
        items.push(read);
      }
      return items;
    },
  };
}

export function message<F extends Fields>(fields: F): Field<Input<F>> {
  return {
    read: (value, path) => (isObject(value) ? readFields(fields, value, `${path}.`) : undefined),
  };
}

/** Reads a whole request, or throws INVALID_PARAMETER_VALUE in MLflow's words for the first field that is wrong. */
export function readFields<F extends Fields>(
  fields: F,
  given: Readonly<Record<string, unknown>>,
  prefix = "",
): Input<F> {
  const input: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const path = `${prefix}${name}`;
    const value = found(given, name) ?? (field.alias === undefined ? undefined : found(given, field.alias));
    if (value === undefined) {
      if (field.isRequired === true) throw missing(path);
      continue;
    }
    const read = field.read(value, path);
    if (read === undefined) throw new WrongType(path, value);
    if (field.isRequired === true && read === "") throw missing(path);
    input[name] = read;
  }
  return input as Input<F>;
}

function found(given: Readonly<Record<string, unknown>>, name: string): unknown {
  const jsonName = name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  for (const spelling of [name, jsonName]) {
    if (Object.hasOwn(given, spelling) && given[spelling] !== null) return given[spelling];
  }
  return undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const seeDocs = "See the API docs for more information about request parameters.";

function missing(path: string) {
  const words = `Missing value for required parameter '${path}'.`;
  return invalid(`${words} ${seeDocs}`);
}

/** A value that is not of its field's type. What JavaScript reads as 9 may have been written as 9.0, which Python shows. */
export class WrongType extends MlflowError {
  readonly path: string;
  readonly value: unknown;

  constructor(path: string, value: unknown, shown = jsonOf(value).slice(0, 1_000)) {
    const type = typeof value === "number" && /[.e]/i.test(shown) ? "float" : pythonType(value);
    super(
      "INVALID_PARAMETER_VALUE",
      `Invalid value ${shown} for parameter '${path}' supplied:  Hint: Value was of type '${type}'. ${seeDocs}`,
    );
    this.path = path;
    this.value = value;
  }
}

/** What is nested too deeply to be written is not shown. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "…";
  }
}

function pythonType(value: unknown): string {
  if (Array.isArray(value)) return "list";
  if (typeof value === "string") return "str";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return "dict";
}
