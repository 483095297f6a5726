import { connect as connectTcp } from "node:net";
import type { Kit } from "../harness/index.ts";

/** A message with values inside each other. */
export function nested(depth: number, open: string, close: string): string {
  const value = `${open.repeat(depth)}${close === "}" ? "1" : ""}${close.repeat(depth)}`;
  return `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"deep":${value}}}}`;
}

/** Writes a request as it stands, which `fetch` would tidy up. @returns the status of the answer */
export function statusOverTcp(
  kit: Kit,
  line: string,
  headers: Record<string, string>,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const { port, host } = new URL(kit.origin);
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}`);
  const body = "content-length" in headers ? "{}" : "";
  const socket = connectTcp(Number(port), "127.0.0.1", () => {
    socket.write(`${[line, ...lines, "", ""].join("\r\n")}${body}`, "latin1");
  });
  socket.setTimeout(10_000, () => socket.destroy(new Error("No answer")));
  socket.once("data", (data) => {
    resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(String(data))?.[1]));
    socket.destroy();
  });
  socket.once("error", reject);
  return promise;
}
