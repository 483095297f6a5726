import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

const inside = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16], // where clouds keep their machines' credentials
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  inside.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 10],
] as const)
  inside.addSubnet(network, prefix, "ipv6");

/**
 * Whether a server at `from` may send the probe to `to`: to its own origin, to https, and from loopback to loopback. A server of
 * the internet never sends it into the user's own network.
 */
export function isAllowedHop(from: URL, to: URL): boolean {
  if (to.username !== "" || to.password !== "") return false;
  if (to.origin === from.origin && /^https?:$/.test(to.protocol)) return true;
  if (isLoopback(to.hostname)) return isLoopback(from.hostname) && /^https?:$/.test(to.protocol);
  return to.protocol === "https:" && (!isInside(to.hostname) || isInside(from.hostname));
}

/** Whether a host name means this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(.+\.)?localhost\.?$/.test(hostname) || isIn(loopback, hostname);
}

/** Whether a host name means this machine or a network that the internet does not reach, as far as the name alone tells. */
export function isInside(hostname: string): boolean {
  return (
    isLoopback(hostname) ||
    isIn(inside, hostname) ||
    /\.(local|internal|lan|home|corp|test|home\.arpa)\.?$/.test(hostname) ||
    !/[.:]/.test(hostname)
  );
}

function isIn(list: BlockList, hostname: string): boolean {
  const address = hostname.replaceAll(/^\[|\]$/g, "");
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? "ipv6" : "ipv4");
}
