import { isIP } from "node:net";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { isPublicAddress } from "./public-address.ts";
import type { Resolve } from "./resolve.ts";

/** An address that may be called, and where it is: a connection goes to one of `addresses` and nowhere else. */
export interface Target {
  readonly url: URL;
  readonly host: string;
  readonly addresses: readonly string[];
}

export interface TargetRules {
  /** `host:port`, lower case: hosts that may be private and may speak plain HTTP. */
  readonly allowed: ReadonlySet<string>;
  readonly resolve: Resolve;
  readonly resolveAllowed: Resolve;
}

/** Reads an address, resolves its name once, and refuses what is not of the public internet. */
export async function findTarget(text: string, rules: TargetRules, signal: AbortSignal): Promise<Target> {
  const { url, host, port, isAllowed } = readUrl(text, rules.allowed);
  if (isIP(host) !== 0) {
    if (!isAllowed && !isPublicAddress(host))
      throw fail("webhooks/private-target", { host, address: host, port });
    return { url, host, addresses: [host] };
  }
  const addresses = await resolved(host, isAllowed ? rules.resolveAllowed : rules.resolve, signal);
  // One bad address spoils the name: which of them is connected to is not for the name's owner to choose.
  const bad = isAllowed ? undefined : addresses.find((address) => !isPublicAddress(address));
  if (bad !== undefined) throw fail("webhooks/private-target", { host, address: bad, port });
  return { url, host, addresses };
}

function readUrl(text: string, allowed: ReadonlySet<string>) {
  // URL itself reads 127.1, 0x7f.1 and 2130706433 as 127.0.0.1, so what is checked is what is called.
  const url = URL.parse(text);
  if (url === null) throw unreadable(text);
  const scheme = url.protocol.slice(0, -1);
  if (scheme !== "https" && scheme !== "http") throw fail("webhooks/bad-scheme", { scheme: shown(scheme) });
  const port = url.port || (scheme === "https" ? "443" : "80");
  const isAllowed = allowed.has(`${url.hostname}:${port}`);
  if (scheme === "http" && !isAllowed) throw fail("webhooks/bad-scheme", { scheme });
  if (url.username !== "" || url.password !== "") {
    throw fail("webhooks/bad-url", { url: url.host, problem: "it holds a user name or password" });
  }
  return { url, host: url.hostname.replace(/^\[|\]$/g, ""), port, isAllowed };
}

function unreadable(text: string) {
  if (/^\s*https?:/i.test(text))
    return fail("webhooks/bad-url", { url: shown(text), problem: "it cannot be read as a URL" });
  return fail("webhooks/bad-scheme", { scheme: shown(/^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1] ?? "") });
}

async function resolved(host: string, resolve: Resolve, signal: AbortSignal): Promise<readonly string[]> {
  const aborted = Promise.withResolvers<never>();
  const give = () => aborted.reject(new Error("it took too long"));
  signal.addEventListener("abort", give, { once: true });
  try {
    const addresses = await Promise.race([resolve(host, signal), aborted.promise]);
    const known = addresses.filter((address) => isIP(address) !== 0);
    if (known.length === 0) throw new Error("it has no address");
    return known;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw fail("webhooks/unresolved", { host: shown(host), reason }, error);
  } finally {
    signal.removeEventListener("abort", give);
  }
}

/** What people gave, bounded for an error. */
function shown(text: string): string {
  return text.slice(0, 200);
}

/** `host:port,host:port` of PRUMO_WEBHOOK_ALLOW. */
export function readAllowList(text: string | undefined): ReadonlySet<string> {
  const entries = (text ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  return new Set(
    entries.map((entry) => {
      const [, name = "", port = ""] = /^(\[[^\]]+\]|[^:[\]/]+):(\d{1,5})$/.exec(entry) ?? [];
      // Written as URL writes it, so that an entry and an address are compared alike.
      const url = URL.parse(`http://${name}`);
      if (url === null || name === "" || Number(port) === 0 || Number(port) > 65_535)
        throw fail("webhooks/bad-allow-list", { entry });
      return `${url.hostname}:${Number(port)}`;
    }),
  );
}
