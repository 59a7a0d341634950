import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { findChromium } from "../../scripts/chromium.ts";

const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** `npm test` has looked already and says so; a single file run by hand looks for itself. */
function find(): ReturnType<typeof findChromium> {
  const { PRUMO_CHROMIUM: path, PRUMO_NO_CHROMIUM: reason } = process.env;
  if (path !== undefined) return { path };
  return reason === undefined ? findChromium() : { reason };
}

/** Why no browser test can run here, or false. */
export function whyNoBrowser(): string | false {
  const found = find();
  return "reason" in found ? found.reason : false;
}

export interface Look {
  readonly scheme?: "light" | "dark";
  readonly width?: number;
  readonly locale?: string;
  /** Whether pages are held to the policy that they are sent with, as at people's; axe-core cannot be put in then. */
  readonly holdsPolicy?: boolean;
}

export interface TestBrowser extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors that the page's console has told of since it was last emptied. */
  readonly errors: string[];
}

/** A Chromium with a profile of its own. The page's own policy is bypassed only for the axe-core we put in. */
export async function openBrowser(look: Look = {}): Promise<TestBrowser> {
  const found = find();
  if ("reason" in found) throw new Error(found.reason);
  const profile = mkdtempSync(join(tmpdir(), "prumo-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: found.path,
    args,
    bypassCSP: look.holdsPolicy !== true,
    viewport: { width: look.width ?? 1280, height: 860 },
    colorScheme: look.scheme ?? "light",
    locale: look.locale ?? "en-GB",
    timezoneId: "UTC",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  const close = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { context, page, errors, [Symbol.asyncDispose]: close };
}
