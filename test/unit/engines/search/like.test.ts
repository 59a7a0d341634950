import assert from "node:assert/strict";
import { test } from "node:test";
import { likeMatcher } from "../../../../src/engines/search/like.ts";
import { seededRandom } from "../../../../src/kernel/random.ts";

/** LIKE by its definition (SQL-92, 8.5), as slow as that is. */
function defined(text: readonly string[], pattern: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text.length === 0;
  if (first === "%")
    return Array.from({ length: text.length + 1 }, (_, n) => text.slice(n)).some((tail) =>
      defined(tail, rest),
    );
  return text.length > 0 && (first === "_" || first === text[0]) && defined(text.slice(1), rest);
}

test("LIKE is what SQL-92 defines", () => {
  const random = seededRandom(3);
  const word = (letters: string, length: number) =>
    Array.from({ length: random.below(length) }, () => letters[random.below(letters.length)]).join("");
  let matched = 0;
  for (let round = 0; round < 20_000; round++) {
    const [text, pattern] = [word("ab", 10), word("ab%_", 8)];
    const expected = defined(text.split(""), pattern.split(""));
    if (expected) matched++;
    assert.equal(likeMatcher(pattern, false)(text), expected, `${text} LIKE ${pattern}`);
  }
  assert.ok(matched > 1_000 && matched < 19_000, `${matched}`);
});

test("pieces longer than a word of bits are found where they are", () => {
  const long = "abcdefghij".repeat(13);
  for (const length of [31, 32, 33, 64, 65, 130]) {
    const piece = long.slice(0, length);
    const holed = `${piece.slice(0, 7)}_${piece.slice(8)}`;
    for (const pattern of [`%${piece}%`, `%${holed}%`]) {
      const like = likeMatcher(pattern, false);
      assert.equal(like(`xx${piece}yy`), true, pattern);
      assert.equal(like(`xx${piece.slice(0, -1)}#yy`), false, pattern);
      assert.equal(like(piece.slice(1)), false, pattern);
    }
  }
});

test("letters and characters count as in SQL", () => {
  const cases: readonly (readonly [string, string, boolean, boolean])[] = [
    // text, pattern, LIKE, ILIKE
    ["Abc", "abc", false, true],
    ["ÉTÉ", "été", false, true],
    ["😀", "_", true, true],
    ["a\nb", "a_b", true, true],
    ["a\nb", "a%", true, true],
    ["a.c", "a.c", true, true],
    ["abc", "a.c", false, false],
    ["a*c", "a*%", true, true],
    ["[x]", "[x]", true, true],
    // By Python: re.match(pattern, text, re.IGNORECASE).
    ["İx", "i_", false, true],
    ["\u212aelvin", "kelvin", false, true],
    ["ΟΔΟΣ", "οδος", false, true],
    ["ſ", "S", false, true],
    ["ẞ", "ß", false, true],
    ["STRASSE", "straße", false, false],
    ["ЁЖ", "ё_", false, true],
    ["", "", true, true],
    ["", "%", true, true],
    ["", "_", false, false],
    ["aa", "a%a", true, true],
    ["a", "a%a", false, false],
  ];
  for (const [text, pattern, like, ilike] of cases) {
    assert.equal(likeMatcher(pattern, false)(text), like, `${text} LIKE ${pattern}`);
    assert.equal(likeMatcher(pattern, true)(text), ilike, `${text} ILIKE ${pattern}`);
  }
});

test("patterns that backtrack elsewhere end here", () => {
  // A matcher that backtracks over each % would not end within the life of this machine.
  const text = "a".repeat(100_000);
  assert.equal(likeMatcher(`${"%a".repeat(8_000)}b`, false)(text), false);
  assert.equal(likeMatcher(`%${"a".repeat(16_000)}b%`, false)(text), false);
  assert.equal(likeMatcher(`%${"_a".repeat(8_000)}%b%`, false)(text), false);
  assert.equal(likeMatcher("%".repeat(16_000), false)(text), true);
});
