/** Tells people. Embedded: the log; later mail, chat, webhooks. */
export interface Notifier {
  notify(message: {
    readonly title: string;
    readonly text: string;
    readonly severity: "info" | "warn" | "critical";
  }): Promise<void>;
}
