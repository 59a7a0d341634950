/**
 * A test of SQL's LIKE: `%` stands for any characters, `_` for one. No pattern makes it slow: the pieces between
 * the `%` are found one after the other, the leftmost each, by Shift-And (Baeza-Yates and Gonnet, 1992), which
 * costs the length of the text times a 32nd of the length of the piece.
 */
export function likeMatcher(pattern: string, ignoresCase: boolean): (text: string) => boolean {
  const fold = (text: string) => Array.from(text, ignoresCase ? foldCase : same);
  const pieces = splitAtPercent(fold(pattern));
  const first = pieces[0] as Piece;
  const last = pieces.at(-1) as Piece;
  const middle = pieces.slice(1, -1).map(finder);
  return (given) => {
    const text = fold(given);
    if (pieces.length === 1) return text.length === first.length && fitsAt(text, first, 0);
    const end = text.length - last.length;
    if (end < first.length || !fitsAt(text, first, 0) || !fitsAt(text, last, end)) return false;
    let at = first.length;
    for (const find of middle) {
      const found = find(text, at, end);
      if (found === undefined) return false;
      at = found;
    }
    return true;
  };
}

type Piece = readonly string[];

/**
 * What all cases of a character have in common: `É` and `é`, `σ` and `ς`, `K` (Kelvin) and `k`, `İ`, `ı` and `i`, as
 * Python's re.IGNORECASE has them. One character for one, so that `_` counts the same in both.
 */
function foldCase(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x80) return code >= 0x41 && code <= 0x5a ? character.toLowerCase() : character;
  const upper = character.toUpperCase();
  const lower = (Array.from(upper).length === 1 ? upper : character).toLowerCase();
  return Array.from(lower)[0] ?? character;
}

/** A pattern of which no character has another case that is ASCII, for databases that fold no more than that. */
export function foldedPattern(pattern: string): string {
  return Array.from(pattern, foldCase).join("");
}

function same(character: string): string {
  return character;
}

function splitAtPercent(pattern: Piece): Piece[] {
  const pieces: string[][] = [[]];
  for (const character of pattern) {
    if (character === "%") pieces.push([]);
    else pieces.at(-1)?.push(character);
  }
  return pieces;
}

function fitsAt(text: Piece, piece: Piece, at: number): boolean {
  return piece.every((character, index) => character === "_" || character === text[at + index]);
}

/** Finds where the leftmost match of a piece within `from … to` ends. */
function finder(piece: Piece): (text: Piece, from: number, to: number) => number | undefined {
  const words = Math.ceil(piece.length / 32);
  const masks = new Map<string, Uint32Array>();
  const anyCharacter = new Uint32Array(words);
  for (const [index, character] of piece.entries()) {
    if (character === "_") setBit(anyCharacter, index);
    else if (!masks.has(character)) masks.set(character, new Uint32Array(words));
  }
  for (const [index, character] of piece.entries()) {
    if (character === "_") for (const mask of masks.values()) setBit(mask, index);
    else setBit(masks.get(character) as Uint32Array, index);
  }
  const goal = piece.length - 1;
  return (text, from, to) => {
    if (piece.length === 0) return from;
    const state = new Uint32Array(words);
    for (let at = from; at < to; at++) {
      const mask = masks.get(text[at] as string) ?? anyCharacter;
      let carry = 1;
      for (let word = 0; word < words; word++) {
        const bits = state[word] as number;
        state[word] = ((bits << 1) | carry) & (mask[word] as number);
        carry = bits >>> 31;
      }
      if (((state[goal >>> 5] as number) >>> (goal & 31)) & 1) return at + 1;
    }
    return undefined;
  };
}

function setBit(mask: Uint32Array, index: number): void {
  mask[index >>> 5] = (mask[index >>> 5] as number) | (1 << (index & 31));
}
