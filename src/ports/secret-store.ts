/** Secrets by name; values never reach logs, records or the UI. Embedded: environment variables. */
export interface SecretStore {
  get(name: string): Promise<string | undefined>;
}
