import assert from "node:assert/strict";
import { test } from "node:test";
import { type Expression, expressionSchema } from "../../../../src/contract/expression.ts";
import { col, type ColumnExpression } from "../../../../src/contract/project/columns.ts";
import { parseExpression } from "../../../../src/contract/project/expression-text.ts";

const [a, b, c, d] = [col("a"), col("b"), col("c"), col("d")] as const;
const literal = (value: number | string | boolean | null): Expression => ({ op: "literal", value });

test("operators bind as in SQL: or, and, not, comparison, sum, product, sign", () => {
  // Precedence of ISO/IEC 9075-2; each text and the tree it must be, written with the builder.
  const cases: [text: string, tree: ColumnExpression][] = [
    ["a", a],
    ["a > 15", a.gt(15)],
    ["a + b * c", a.plus(b.times(c))],
    ["(a + b) * c", a.plus(b).times(c)],
    ["a - b - c", a.minus(b).minus(c)],
    ["a / b * c", a.over(b).times(c)],
    ["a or b and c", a.or(b.and(c))],
    ["a and b or c and d", a.and(b).or(c.and(d))],
    ["not a = b", a.eq(b).not()],
    ["not a and b", a.not().and(b)],
    ["not not a", a.not().not()],
    ["a + 1 >= b * 2 and c <> d", a.plus(1).gte(b.times(2)).and(c.ne(d))],
    ["a - -1", a.minus(-1)],
    ["a == b", a.eq(b)],
    ["a != b", a.ne(b)],
    ["a <= b", a.lte(b)],
    ["a < b", a.lt(b)],
    ["A OR NOT b", col("A").or(b.not())],
    ["  a>b  ", a.gt(b)],
  ];
  for (const [text, { expression }] of cases)
    assert.deepEqual(parseExpression(text).expression, expression, text);
  assert.deepEqual(parseExpression("-a * b").expression, {
    op: "multiply",
    left: { op: "negate", of: a.expression },
    right: b.expression,
  });
});

test("literals, quoted text and names in backticks", () => {
  const cases: [text: string, tree: Expression][] = [
    ["1.5e3", literal(1500)],
    ["-2", literal(-2)],
    ["TRUE", literal(true)],
    ["null", literal(null)],
    ["'it''s'", literal("it's")],
    ["'a or `b`'", literal("a or `b`")],
    ["''", literal("")],
    ["`two words`", { op: "column", name: "two words" }],
    ["`or`", { op: "column", name: "or" }],
    ["constructor", { op: "column", name: "constructor" }],
    ["__proto__", { op: "column", name: "__proto__" }],
  ];
  for (const [text, tree] of cases) assert.deepEqual(parseExpression(text).expression, tree, text);
});

test("functions take one value, coalesce takes several, category stands around all", () => {
  const cases: [text: string, tree: ColumnExpression][] = [
    ["minuteOfDay(a)", a.minuteOfDay()],
    ["lower(trim(a))", a.trim().lower()],
    ["log1p(abs(a - b))", a.minus(b).abs().log1p()],
    ["isNull(a) or a > 1", a.isNull().or(a.gt(1))],
    ["category(lower(a))", a.lower().category()],
    ["coalesce(a, b)", a.orElse(b)],
  ];
  for (const [text, tree] of cases) {
    const { expression, isCategory } = parseExpression(text);
    assert.deepEqual(expression, tree.expression, text);
    assert.equal(isCategory, tree.isCategory, text);
    assert.ok(expressionSchema.safeParse(expression).success, text);
  }
});

test("what cannot be read is refused with the text and the reason", () => {
  const cases: [text: string, reason: RegExp][] = [
    ["", /ends too early/],
    ["a >", /ends too early/],
    ["(a", /"\)" is missing/],
    ["a)", /"\)" is not expected/],
    ["a b", /"b" is not expected/],
    ["a > b > c", /">" is not expected/],
    ["a constructor b", /"constructor" is not expected/],
    ["* a", /"\*" is not expected/],
    ["a = 'open", /' is not closed/],
    ["a = '", /' is not closed/],
    ["`open", /` is not closed/],
    ["1e999", /too large/],
    ["1.2.3", /not expected/],
    ["minute(a)", /no function minute; there are category, coalesce, /],
    ["constructor(a)", /no function constructor/],
    ["lower(a, b)", /lower takes one value/],
    ["category(a) = 'x'", /not expected/],
    ["lower(category(a))", /around the whole expression/],
    ["a; drop table x", /";" is not expected/],
    [`${"(".repeat(200)}a${")".repeat(200)}`, /too deeply/],
    [`${"not ".repeat(200)}a`, /too deeply/],
    [`a${" + a".repeat(100_000)}`, /too long/],
    [`${"(".repeat(100_000)}a`, /too long/],
  ];
  for (const [text, reason] of cases) {
    const shown = text.slice(0, 40);
    assert.throws(
      () => parseExpression(text),
      (error) => error instanceof SyntaxError && reason.test(error.message) && error.message.length < 600,
      shown,
    );
  }
});
