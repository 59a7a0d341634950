export const languages = ["en", "pt-BR"] as const;
export type Language = (typeof languages)[number];

/** The language last chosen here, or the first of the browser's that we speak, or English. */
export function preferredLanguage(stored: string | null, browser: readonly string[]): Language {
  if (stored === "en" || stored === "pt-BR") return stored;
  for (const wish of browser) {
    if (wish.toLowerCase().startsWith("pt")) return "pt-BR";
    if (wish.toLowerCase().startsWith("en")) return "en";
  }
  return "en";
}
