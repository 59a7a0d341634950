import type { z } from "zod";

/** JSON as the schemas of the contract give it out; our own Json is the same, but readonly. */
export type JsonOut = z.core.util.JSONType;
