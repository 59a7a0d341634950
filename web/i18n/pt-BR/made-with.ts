import type { madeWith as english } from "../en/made-with.ts";

export const madeWith: Record<keyof typeof english, string> = {
  "madeWith.lockfiles": "Arquivos de trava",
  "madeWith.noLockfiles": "nenhum encontrado",
  "madeWith.python": "Python",
  "madeWith.packages_one": "{{count}} pacote",
  "madeWith.packages_other": "{{count}} pacotes",
};
