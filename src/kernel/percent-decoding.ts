/** Who percent-encodes more often than this has something to hide. */
const deepest = 8;

/**
 * A text as whoever decodes it most often would read it: percent-decoded until nothing changes. What is no UTF-8
 * stays as it is. Undefined when it is encoded more than eight times over.
 */
export function decodeFully(text: string): string | undefined {
  for (let depth = 0; depth <= deepest; depth++) {
    const decoded = text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
      try {
        return decodeURIComponent(encoded);
      } catch {
        return encoded;
      }
    });
    if (decoded === text) return text;
    text = decoded;
  }
  return undefined;
}
