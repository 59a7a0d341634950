import { BlockList, isIPv4 } from "node:net";

/**
 * IPv4 that no public host has: IANA's special-purpose registry (RFC 6890 and its updates), multicast and the
 * reserved rest. 192.88.99.0/24 is the relay of 6to4, deprecated by RFC 7526.
 */
const special4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
] as const;

/**
 * Public IPv6 hosts live in 2000::/3 only (RFC 4291), so loopback, link-local, unique local, multicast,
 * IPv4-mapped and NAT64 addresses need no line here. Within it: protocol assignments with Teredo,
 * documentation twice, and 6to4, which carries any IPv4 address.
 */
const global6 = "2000::/3";
const special6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"] as const;

const listOf = (subnets: readonly string[], family: "ipv4" | "ipv6"): BlockList => {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [net = "", prefix = ""] = subnet.split("/");
    list.addSubnet(net, Number(prefix), family);
  }
  return list;
};

const refused4 = listOf(special4, "ipv4");
const wanted6 = listOf([global6], "ipv6");
const refused6 = listOf(special6, "ipv6");

/** Whether an address, as `net.isIP` knows it, is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !refused4.check(address, "ipv4");
  return wanted6.check(address, "ipv6") && !refused6.check(address, "ipv6");
}
