/**
 * What a parameter's text says as a number, so that `params.lr > 0.01` can be searched; undefined when it says none.
 * Decimal numbers only: `0x10` and `Infinity` are texts.
 */
export function numberIn(text: string): number | undefined {
  if (text.length > 40 || !/^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}
