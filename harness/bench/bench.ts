// `npm run bench`: speed as ratios, never as times. Runs the built command, so it needs `npm run build` first.
import { execFile } from "node:child_process";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startMcpServer } from "../../client/bridge/mcp-server.test-support.ts";
import { startKit, type Kit } from "../index.ts";
import { KnownClients } from "../lanes/known-clients.ts";
import { signIn } from "../lanes/scripted-oauth-client.ts";
import { entryStart } from "./entry-start.ts";
import { measure, timed, type Ratio } from "./ratio.ts";

const run = promisify(execFile);
const binary = fileURLToPath(new URL("../../dist/cli/bin.js", import.meta.url));

const commandStart: Ratio = {
  name: "`mcp-kit config`, against `node -e 0`",
  atMost: 2,
  rounds: 15,
  round: async () => ({
    subjectMs: await timed(() =>
      run(process.execPath, [binary, "config", "http://localhost:8788/mcp"]),
    ),
    yardstickMs: await timed(() => run(process.execPath, ["-e", "0"])),
  }),
};

/** A sign-in is nothing but its requests: what the scripted person adds must stay small. */
function completeSignIn(kit: Kit): Ratio {
  return {
    name: "a complete sign-in, against the sum of its own requests",
    atMost: 1.5,
    rounds: 15,
    async round() {
      let yardstickMs = 0;
      const timedFetch: typeof fetch = async (input, init) => {
        const started = performance.now();
        const response = await fetchInProcess(kit, input, init);
        yardstickMs += performance.now() - started;
        return response;
      };
      const subjectMs = await timed(() => signIn(contextOf(kit, timedFetch), "octocat"));
      return { subjectMs, yardstickMs };
    },
  };
}

/** Who comes second has no need to discover and register. */
function secondSignIn(kit: Kit): Ratio {
  return {
    name: "a second user's sign-in, against the first one's",
    atMost: 0.9,
    rounds: 15,
    async round() {
      const context = contextOf(kit, (input, init) => fetchInProcess(kit, input, init));
      const clients = new KnownClients();
      const yardstickMs = await timed(() => signIn(context, "octocat", { clients }));
      return { yardstickMs, subjectMs: await timed(() => signIn(context, "hubot", { clients })) };
    },
  };
}

const contextOf = ({ origin }: Kit, fetchFn: typeof fetch) => ({
  url: `${origin}/mcp`,
  fetch: fetchFn,
  onSignIn: () => {},
});

function fetchInProcess(
  kit: Kit,
  input: Parameters<typeof fetch>[0],
  init?: RequestInit,
): Promise<Response> {
  const { url } = new Request(input);
  return url.startsWith(kit.origin)
    ? kit.request(url, init)
    : fetch(url, { redirect: "manual", ...init });
}

/** Before the Worker starts, whose network guard would answer for the server. */
async function measureEntryStart() {
  await using server = await startMcpServer();
  await using home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  return await measure(await entryStart(server.url, home.path));
}

const starts = [await measure(commandStart), await measureEntryStart()];
await using kit = await startKit();
const results = [...starts, await measure(completeSignIn(kit)), await measure(secondSignIn(kit))];
console.log(results.map(({ line }) => line).join("\n"));
if (results.some(({ holds }) => !holds)) process.exitCode = 1;
