import type { en } from "./en.ts";
import { building } from "./pt-BR/building.ts";
import { data } from "./pt-BR/data.ts";
import { house } from "./pt-BR/house.ts";
import { serving } from "./pt-BR/serving.ts";

/** The same keys as English, or the compiler refuses. */
export const ptBR: Record<keyof typeof en, string> = { ...house, ...data, ...building, ...serving };
