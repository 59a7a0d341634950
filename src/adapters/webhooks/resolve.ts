import { lookup, Resolver } from "node:dns/promises";

/** The addresses of a name. Replaced in tests by a DNS that changes its mind. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Asks the DNS itself: unlike getaddrinfo it holds no thread while a hostile name server keeps silent, and can
 * be given up. A name that only the hosts file knows is none of the public internet.
 */
export const resolvePublicName: Resolve = async (host, signal) => {
  // RFC 6761: names below localhost are this machine, whatever a DNS says.
  if (/^(.*\.)?localhost\.?$/i.test(host)) return ["127.0.0.1"];
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const give = () => resolver.cancel();
  signal.addEventListener("abort", give, { once: true });
  try {
    const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const addresses = found.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
    const [first] = found;
    if (addresses.length === 0 && first.status === "rejected") throw first.reason;
    return addresses;
  } finally {
    signal.removeEventListener("abort", give);
  }
};

/** As this machine resolves names, hosts file included: for hosts that the operator has named. */
export const resolveAsTheMachine: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);
