import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { http, HttpResponse } from "msw/http";
import { routes } from "../server/contract.ts";
import { KitError } from "../client/kit-error.ts";
import { atMost } from "./at-most.ts";
import { endpointUrl } from "./endpoint-url.ts";
import { openFrontDoor } from "./front-door.ts";
import type { OAuthApp } from "./github/apps.ts";
import { createGitHubEmulator } from "./github/emulator.ts";
import { startNetwork } from "./github/network.ts";
import { startGuard } from "./guard.ts";
import { createHttpLane } from "./lanes/http.ts";
import { KnownClients } from "./lanes/known-clients.ts";
import { answerPatienceS, connectWithin, type Lane } from "./lanes/lane.ts";
import { connectThroughMcpRemote } from "./lanes/mcp-remote.ts";
import { openRefusingProxy } from "./lanes/refusing-proxy.ts";
import { gitHubFolder, loadGitHubFixtures } from "./github/project-fixtures.ts";
import { knownLogin } from "./github/users.ts";
import { signIn } from "./lanes/scripted-oauth-client.ts";
import type { LaneName } from "./scenario/schema.ts";
import { noteTokenRefusals } from "./token-refusals.ts";
import { createTurns } from "./turns.ts";
import type { ForPrograms, Kit, KitOptions } from "./kit.ts";
import { startWorker } from "./worker.ts";

/** What a Worker does after its last answer (`waitUntil`) has so long to begin. */
const lastCallsMs = 100;
/** A sign-in takes well under a second. */
const signInPatienceS = 30;

/** Does what `startKit` promises. @param closers gets what undoes each thing that was started */
export async function assemble(
  options: KitOptions,
  closers: (() => Promise<unknown>)[],
): Promise<Kit> {
  const door = await openFrontDoor(options.port);
  closers.push(() => door.close());
  const guard = await startGuard();
  closers.push(() => guard.release());

  const wrangler = options.wrangler ?? "./wrangler.jsonc";
  const github = createGitHubEmulator({
    ...loadGitHubFixtures(gitHubFolder(wrangler)),
    callbackUrl: door.origin + routes.callback,
    furtherOrigins: [door.origin.replace("localhost", "127.0.0.1")],
  });
  const network = startNetwork({ handlers: github.handlers });
  closers.push(async () => network.stop());
  const proxy = await openRefusingProxy(network.record);
  closers.push(() => proxy.close());

  const started = performance.now();
  const worker = await startWorker({
    wrangler,
    secrets: {
      GITHUB_CLIENT_ID: github.app.clientId,
      GITHUB_CLIENT_SECRET: github.app.clientSecret,
      ...credentialsByName(github.apps),
      COOKIE_ENCRYPTION_KEY: `c00c1e${randomBytes(29).toString("hex")}`, // a canary
    },
    // As on loopback and with github.com, whatever the configuration says for the deployed Worker.
    vars: { MCP_RESOURCE: "", GITHUB_URL: "https://github.com" },
    folder: guard.folder,
    record: network.record,
  });
  const onWorkerEnded = await guard.endChildrenWithKit();
  closers.push(() => worker.close().then(onWorkerEnded));
  await network.proveInterception({ "the Worker": () => worker.askCanary() });
  const tokenRefusals = noteTokenRefusals((request) => worker.fetch(request));
  door.serve(tokenRefusals.fetch);
  const timings = { startMs: Math.round(performance.now() - started), signInMs: 0 };

  const lanes: Record<LaneName, Lane> = {
    http: createHttpLane(),
    "mcp-remote": connectThroughMcpRemote,
  };
  const forPrograms: ForPrograms = {
    folder: guard.folder,
    environment: proxy.environment,
    onProcess: (pid) => guard.endWithKit(pid),
  };
  const at = (endpoint: string) => ({
    url: endpointUrl(endpoint, door.origin),
    fetch: door.fetch,
    patienceS: silent.has(endpoint) ? 5 : 60,
    environment: forPrograms.environment,
    ending: ending.signal,
    onProcess: forPrograms.onProcess,
    onSignIn: (ms: number) => void (timings.signInMs += Math.round(ms)),
  });
  /** Who once gave no answer is not waited for as long again: a hanging Worker must not hold every scenario for a minute. */
  const silent = new Set<string>();
  const knownClients = new KnownClients();
  const publish: Kit["publish"] = (url, document) =>
    network.use(http.get(url, () => HttpResponse.json(document as Record<string, unknown>)));
  const passTime = (ms: number) => github.passTime(ms);
  const turns = createTurns();
  const ending = new AbortController();
  closers.push(async () => {
    ending.abort();
    await turns.settled();
  });
  let closing: Promise<void> | undefined;
  const close = () =>
    (closing ??= (async () => {
      await sleep(lastCallsMs);
      await closeAll(closers);
      network.assertNothingUnexpected();
    })());
  /** A Worker seldom tells what GitHub said to it. */
  const withRefusals = async <T>(endpoint: string, connect: () => Promise<T>): Promise<T> => {
    github.takeRefusals();
    const began = performance.now();
    try {
      return await connect();
    } catch (error) {
      const tookS = (performance.now() - began) / 1000;
      if (error instanceof KitError && tookS >= answerPatienceS) silent.add(endpoint);
      const refusals = github.takeRefusals();
      if (!(error instanceof KitError) || refusals.length === 0) throw error;
      const message = `${error.message}\nGitHub refused meanwhile: ${refusals.join(", ")}`;
      throw new KitError(error.code, message, { hint: error.hint, cause: error.cause });
    }
  };
  const refuseWhenClosed = () => {
    if (closing)
      throw new KitError("CONNECT_FAILED", "The kit is closed.", { hint: "Connect before it is." });
  };
  return {
    origin: door.origin,
    github,
    publish,
    timings,
    async connect({ as, lane = "http", endpoint = routes.mcp, ...person } = {}) {
      refuseWhenClosed();
      const login = as === undefined ? null : knownLogin(github.logins, as);
      const home = join(guard.folder, login ?? "anonymous");
      await mkdir(home, { recursive: true });
      const session = await turns.take(`${lane} ${login}`, () =>
        withRefusals(endpoint, () =>
          lanes[lane]({ ...at(endpoint), person: { passTime, ...person }, login, home }),
        ),
      );
      closers.push(() => session.close());
      return session;
    },
    async signIn({ as, endpoint = routes.mcp, scope, client, registration, ...person }) {
      refuseWhenClosed();
      const login = knownLogin(github.logins, as);
      const context = { ...at(endpoint), person: { passTime, ...person } };
      const connecting = async () => {
        if (client === undefined && registration === undefined)
          return signIn(context, login, { clients: knownClients, scope });
        if (scope !== undefined) throw scopeIsTheClients(scope);
        const { signInWith } = await import("./matrix/sign-in-with.ts");
        const way = { client: client ?? "sdk-v1", registration: registration ?? "dynamic" };
        const { firstOf } = tokenRefusals;
        return signInWith({ ...context, ...way, login, forPrograms }, { publish, firstOf });
      };
      return withRefusals(endpoint, () => connectWithin(signInPatienceS, context, connecting()));
    },
    request: (url, init) =>
      tokenRefusals.fetch(new Request(new URL(url, door.origin), { redirect: "manual", ...init })),
    loseAnswers: door.loseAnswers,
    firstTokenRefusal: tokenRefusals.firstOf,
    assertNoUnexpectedRequests: () => network.assertNothingUnexpected(),
    worker: worker.handle,
    logs: () => worker.logs(),
    leftOut: worker.leftOut,
    forPrograms,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What the apps' own settings say of the Worker's variables. */
function credentialsByName(apps: readonly OAuthApp[]): Record<string, string> {
  const named = apps.flatMap((app) =>
    Object.entries(app.variables).map(([name, credential]) => [name, app[credential]] as const),
  );
  return Object.fromEntries(named);
}

function scopeIsTheClients(scope: string): KitError {
  return new KitError("USAGE", `scope "${scope}" cannot go with a client of its own.`, {
    hint: "Leave scope out: the client asks for what the Worker names. Or leave client and registration out.",
  });
}

/** Undoes in reverse order; what cannot be undone, or hangs, does not keep the rest from it. */
export async function closeAll(closers: (() => Promise<unknown>)[]): Promise<void> {
  for (const close of closers.splice(0).toReversed()) await atMost(5000, close());
}
