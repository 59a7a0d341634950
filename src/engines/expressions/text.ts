/**
 * Lower case, one code point to one code point, as DuckDB's `lower` (utf8proc) does it: no context rule for
 * the Greek final sigma, no letter that grows. JavaScript's own `toLowerCase` applies both to whole texts.
 */
export function lowerText(text: string): string {
  if (isAscii.test(text)) return text.toLowerCase();
  let lower = "";
  for (const letter of text) lower += letter === "İ" ? "i" : letter.toLowerCase();
  return lower;
}

/** Without the ASCII white space (space, \t \n \v \f \r) at both ends. */
export function trimText(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

// oxlint-disable-next-line no-control-regex -- ASCII is what is meant
const isAscii = /^[\u0000-\u007f]*$/;

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
