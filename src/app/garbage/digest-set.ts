/**
 * A set of SHA-256 digests in some 60 bytes each: their first 128 bits. Two that agree in these count as one, which
 * errs, if ever, towards keeping a blob.
 */
export class DigestSet {
  readonly #keys = new Set<string>();

  add(sha256: string): void {
    this.#keys.add(keyOf(sha256));
  }

  has(sha256: string): boolean {
    return this.#keys.has(keyOf(sha256));
  }
}

/** Two hexadecimal digits a character: kept by the engine as 16 bytes. */
export function keyOf(sha256: string): string {
  return Buffer.from(sha256.slice(0, 32), "hex").toString("latin1");
}
