declare module "virtual:prumo-places" {
  import type { PlaceTable } from "../src/client/calls.ts";
  export const places: PlaceTable;
}
