import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { en } from "./en.ts";
import { formatsOf, type Formats } from "./formats.ts";

type WithoutPlural<Key> = Key extends `${infer Base}_one`
  ? Base
  : Key extends `${string}_other`
    ? never
    : Key;
/** Every sentence of the catalogue; plural forms are one key. */
export type MessageKey = WithoutPlural<keyof typeof en>;
export type Values = Readonly<Record<string, string | number>>;

export interface Text {
  readonly t: (key: MessageKey, values?: Values) => string;
  /** For keys that arrive as data; a key that the catalogue lacks is shown as it is. */
  readonly say: (key: string, values?: Values) => string;
  readonly format: Formats;
  readonly language: string;
}

/** Words and formats of the language that is spoken now. */
export function useText(): Text {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  return useMemo(() => {
    const say = (key: string, values?: Values) => t(key, values ?? {});
    return { t: say, say, format: formatsOf(language), language };
  }, [t, language]);
}
