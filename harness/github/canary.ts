import { get } from "node:http";
import { text } from "node:stream/consumers";
import { http, type HttpHandler } from "msw/http";
import { KitError } from "../../client/kit-error.ts";
import { createNonce } from "./secrets.ts";

/** RFC 6761, section 6.4: names below `.invalid` exist nowhere, so a canary that gets out dies there. */
const HOST = "canary.mcp-kit.invalid";

/** Where a further way out is to be tried: whoever asks there hands on what it was answered. */
export const canaryUrl = `https://${HOST}/`;

export type Ways = Readonly<Record<string, () => Promise<string>>>;

export interface Canary {
  readonly handler: HttpHandler;
  /**
   * @param further ways out besides this process's own, by name: each gives what it is answered at {@link canaryUrl}
   * @throws {KitError} NETWORK_NOT_GUARDED when a call would have left this machine
   */
  prove(further?: Ways): Promise<void>;
}

/** Makes a call that only an interception can answer, by each way out of this process: `fetch` and `node:http`. */
export function createCanary(): Canary {
  const song = createNonce();
  const ways: Ways = {
    fetch: async () => (await fetch(canaryUrl)).text(),
    "node:http": () => getText(`http://${HOST}/`),
  };
  return {
    handler: http.get(`*://${HOST}/`, () => new Response(song)),
    async prove(further = {}) {
      for (const [way, call] of Object.entries({ ...ways, ...further })) {
        const [heard, cause] = await call().then(
          (answer) => [answer, undefined],
          (error: unknown) => [undefined, error],
        );
        if (heard !== song) throw notGuarded(way, cause);
      }
    },
  };
}

function getText(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, (response) => void text(response).then(resolve, reject)).on("error", reject);
  });
}

function notGuarded(way: string, cause: unknown): KitError {
  return new KitError(
    "NETWORK_NOT_GUARDED",
    `Requests by ${way} are not intercepted: they would reach the real GitHub.`,
    { hint: `Look for what replaced ${way} after the emulation had started.`, cause },
  );
}
