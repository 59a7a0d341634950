/** Encrypts what must not be read from the records. Embedded: AES-256-GCM under a key file of the project. */
export interface Sealer {
  /** `context` is bound to the text: sealed for one record, it cannot be opened as another's. */
  seal(plain: string, context: string): Promise<string>;
  /** Throws `storage/cannot-unseal` when the key is another, or the text was changed. */
  open(sealed: string, context: string): Promise<string>;
}
