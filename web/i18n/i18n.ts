import { createInstance } from "i18next";
import { initReactI18next } from "react-i18next";
import { en } from "./en.ts";
import { preferredLanguage, type Language } from "./preferred-language.ts";

const i18next = createInstance();
const storageKey = "prumo.language";

/** Only English is in the shell; Portuguese comes when it is asked for. */
async function load(language: Language): Promise<void> {
  if (language === "en" || i18next.hasResourceBundle(language, "translation")) return;
  const { ptBR } = await import("./pt-BR.ts");
  i18next.addResourceBundle(language, "translation", withMany(ptBR));
}

/** Portuguese has the plural category "many" (whole millions), worded like "other". */
function withMany(catalogue: Record<string, string>): Record<string, string> {
  const many = Object.entries(catalogue)
    .filter(([key]) => key.endsWith("_other"))
    .map(([key, text]) => [key.replace(/_other$/, "_many"), text]);
  return { ...catalogue, ...Object.fromEntries(many) };
}

export async function startLanguage(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: { en: { translation: en } },
  });
  await speak(preferredLanguage(localStorage.getItem(storageKey), navigator.languages));
}

/** Switches the language of the page and of its formats. */
export async function speak(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language);
  await speak(language);
}
