import { test as base } from "vitest";
import { createGitHubEmulator } from "../github/emulator.ts";
import { startNetwork } from "../github/network.ts";
import { attemptSignIn, type AttemptOptions } from "./attempt.ts";
import { redirect, serve, type Answer, type SeenRequest } from "./site.test-support.ts";

export const stopBefore = "http://127.0.0.1:33418/callback";

/** The consent page of {@link test}'s server: a bound form, two scopes, and a button for each answer. */
export const consentPage = `<title>Consent</title><form method="post">
  <input type="hidden" name="handle" value="h4ndle">
  <label><input type="checkbox" name="scope" value="read" checked> Read</label>
  <label><input type="checkbox" name="scope" value="write"> Write</label>
  <label><input type="checkbox" name="remember" checked> Remember me</label>
  <button name="decision" value="approve">Allow</button>
  <button name="decision" value="deny">Deny</button></form>`;

const refused = { status: 400, body: "<h1>Sign-in cannot go on</h1>" };

/** Tests with a server that guards its sign-in as a Worker of this kit does, and GitHub emulated behind it. */
export const test = base
  .extend("clock", () => ({ nowMs: Date.parse("2026-11-22T12:00:00Z") }))
  .extend("github", ({ clock }) => createGitHubEmulator({ now: () => clock.nowMs }))
  .extend("network", { auto: true }, ({ github }, { onCleanup }) => {
    const network = startNetwork({ handlers: github.handlers });
    onCleanup(() => network.stop());
  })
  .extend("site", async ({ github }, { onCleanup }) => {
    let visits = 0;
    const site = await serve({
      "GET /authorize": ({ headers }) => {
        const known = /__Host-consent=(\w+)/.exec(headers.cookie ?? "")?.[1];
        const handle = known ?? `h4ndle${visits++ || ""}`;
        const body = consentPage.replace("h4ndle", handle);
        return { headers: cookie(`__Host-consent=${handle}`), body };
      },
      "POST /authorize": (request) => decide(request, github.app.clientId),
      "GET /callback": async ({ url, headers }) => {
        if (!headers.cookie?.includes("__Host-state=upstream")) return refused;
        const error = url.searchParams.get("error");
        if (error !== null) return toClient({ error });
        const granted = await redeem(url, github.app);
        return toClient(
          granted ? { code: "ours" } : { error: "access_denied", error_description: "expired" },
        );
      },
    });
    onCleanup(() => site[Symbol.asyncDispose]());
    return site;
  })
  /** Attempts to sign in there as octocat. */
  .extend("attempt", ({ site }) => (options: Partial<AttemptOptions> = {}) => {
    const url = `${site.origin}/authorize?client_id=c1&scope=read+write&state=s`;
    return attemptSignIn({ url, login: "octocat", stopBefore, ...options });
  });

function decide({ body, url, headers }: SeenRequest, client_id: string): Answer {
  const form = new URLSearchParams(body);
  const isBound = headers.cookie?.includes(`__Host-consent=${form.get("handle")}`);
  if (!isBound) return refused;
  if (form.get("decision") !== "approve" || !form.has("scope")) {
    return toClient({ error: "access_denied", error_description: "The person declined." });
  }
  const redirect_uri = `${url.origin}/callback`;
  const query = new URLSearchParams({
    client_id,
    redirect_uri,
    scope: "read:user",
    state: "upstream",
  });
  const location = `https://github.com/login/oauth/authorize?${query}`;
  return redirect(location, 302, cookie("__Host-state=upstream"));
}

async function redeem(
  callback: URL,
  app: { clientId: string; clientSecret: string },
): Promise<boolean> {
  const answer = await fetch("https://github.com/login/oauth/access_token", {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams({
      client_id: app.clientId,
      client_secret: app.clientSecret,
      code: callback.searchParams.get("code") ?? "",
    }),
  });
  return "access_token" in ((await answer.json()) as object);
}

function toClient(parameters: Record<string, string>): Answer {
  return redirect(
    `${stopBefore}?${new URLSearchParams({ ...parameters, state: "s", iss: "http://as" })}`,
  );
}

function cookie(pair: string): Record<string, string> {
  return { "Set-Cookie": `${pair}; Path=/; Secure; HttpOnly; SameSite=Lax` };
}
