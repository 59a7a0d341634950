import { registerHooks } from "node:module";

let isRegistered = false;

/**
 * `import … from "prumo"` in a project file is this prumo, also where no node_modules is near. Node runs
 * TypeScript by stripping types, so a project needs no build.
 */
export function registerProjectImports(): void {
  if (isRegistered) return;
  isRegistered = true;
  const self = new URL(import.meta.url.endsWith(".ts") ? "../../index.ts" : "../../index.js", import.meta.url)
    .href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "prumo" ? { url: self, shortCircuit: true } : next(specifier, context),
  });
}
