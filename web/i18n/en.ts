import { building } from "./en/building.ts";
import { data } from "./en/data.ts";
import { house } from "./en/house.ts";
import { serving } from "./en/serving.ts";

/** Every sentence of the pages, in English: the keys that every other language has, too. */
export const en = { ...house, ...data, ...building, ...serving } as const;
