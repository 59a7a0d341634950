import assert from "node:assert/strict";
import { test } from "node:test";
import { isPublicAddress } from "../../../../src/adapters/webhooks/public-address.ts";

// IANA's special-purpose address registries, first and last of each block and their neighbours; Python's
// `ipaddress.is_global` says the same of all that is public here.
const isPublic = {
  "8.8.8.8": true,
  "93.184.215.14": true,
  "9.255.255.255": true,
  "11.0.0.0": true,
  "100.63.255.255": true,
  "100.128.0.0": true,
  "126.255.255.255": true,
  "128.0.0.0": true,
  "172.15.255.255": true,
  "172.32.0.0": true,
  "198.17.255.255": true,
  "198.20.0.0": true,
  "223.255.255.255": true,
  "2606:4700::1111": true,
  "2001:4860:4860::8888": true,
  "2001:200::1": true,
  "2a00:1450::1": true,
  // This host, private, shared (CGNAT), loopback, link-local with the clouds' metadata.
  "0.0.0.0": false,
  "0.1.2.3": false,
  "10.0.0.0": false,
  "10.255.255.255": false,
  "100.64.0.0": false,
  "100.127.255.255": false,
  "127.0.0.1": false,
  "127.255.255.255": false,
  "169.254.169.254": false,
  "172.16.0.0": false,
  "172.31.255.255": false,
  "192.168.255.255": false,
  // Documentation, benchmarks, multicast, reserved, broadcast.
  "192.0.2.1": false,
  "198.18.0.0": false,
  "198.19.255.255": false,
  "198.51.100.7": false,
  "203.0.113.9": false,
  "224.0.0.1": false,
  "239.255.255.255": false,
  "240.0.0.1": false,
  "255.255.255.255": false,
  // Unspecified, loopback, link-local, site-local, unique local, multicast, discard, documentation.
  "::": false,
  "::1": false,
  "fe80::1": false,
  "febf::1": false,
  "fec0::1": false,
  "fc00::1": false,
  "fd00:ec2::254": false,
  "ff02::1": false,
  "100::1": false,
  "2001:db8::1": false,
  "3fff::1": false,
  "4000::1": false,
  // What carries an IPv4 address: mapped, compatible, NAT64 twice, 6to4, Teredo.
  "::ffff:8.8.8.8": false,
  "::ffff:127.0.0.1": false,
  "::ffff:7f00:1": false,
  "::10.0.0.1": false,
  "64:ff9b::a00:1": false,
  "64:ff9b::808:808": false,
  "64:ff9b:1::1": false,
  "2002:7f00:1::": false,
  "2001::1": false,
} as const;

test("only addresses of the public internet are public", () => {
  const found = Object.fromEntries(
    Object.keys(isPublic).map((address) => [address, isPublicAddress(address)]),
  );
  assert.deepEqual(found, isPublic);
});
