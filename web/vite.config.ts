import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { routes } from "../src/contract/http/routes.ts";

/**
 * The contract's routes without their zod schemas, so that the browser carries method and path only.
 * Derived at build time, hence never stale.
 */
function places(): Plugin {
  const id = "virtual:prumo-places";
  return {
    name: "prumo-places",
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) => {
      if (source !== `\0${id}`) return undefined;
      const table = Object.entries(routes).map(([station, operations]) => [
        station,
        Object.fromEntries(
          Object.entries(operations).map(([name, { method, path }]) => [name, { method, path }]),
        ),
      ]);
      return `export const places = ${JSON.stringify(Object.fromEntries(table))};`;
    },
  };
}

const decoder = "decode-named-character-reference";

/** In development the pages come from Vite and the data from a running `prumo up`. */
const server = process.env["PRUMO_URL"] ?? "http://127.0.0.1:7786";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), places()],
  // Markdown is read in a worker, which has no document to decode `&amp;` with.
  resolve: { alias: { [decoder]: fileURLToPath(import.meta.resolve(decoder)) } },
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    manifest: true,
    target: "es2023",
    // ECharts' chunk is loaded by the pages that draw with it, never by the shell.
    chunkSizeWarningLimit: 800,
  },
  server: { proxy: { "/api": { target: server, changeOrigin: true }, "/v2": server } },
});
