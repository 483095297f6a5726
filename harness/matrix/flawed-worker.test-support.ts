import { writeTinyWorker } from "../tiny-worker.test-support.ts";

/** What may be wrong with the authorization server of somebody else's Worker. `POST /flaw` says what is. */
export type Flaw =
  | "none"
  | "ignores-denial"
  | "form-of-anybody"
  | "breaks-at-form"
  | "shows-form-again"
  | "loses-state"
  | "error-with-code"
  | "refuses-refresh"
  | "spoils-code"
  | "in-trouble"
  | "no-registration";

/** Writes a Worker with an authorization server of its own, in plain JavaScript, that keeps everything in memory. */
export async function writeFlawedWorker(): Promise<string> {
  return (await writeTinyWorker(source)).wrangler;
}

const source = /* js */ `
const all = (globalThis.all ??= { forms: new Map(), ways: new Map(), codes: new Map(), access: new Map(), refresh: new Map() });
const { pathname, origin, searchParams } = new URL(request.url);
const token = () => crypto.randomUUID().replaceAll("-", "");
const redirect = (Location, headers) => new Response(null, { status: 302, headers: { Location, ...headers } });
const page = (text, status = 200, headers) =>
  new Response(text, { status, headers: { "Content-Type": "text/html", ...headers } });
const is = (flaw) => globalThis.flaw === flaw;

if (pathname === "/flaw") {
  globalThis.flaw = await request.text();
  return new Response("changed");
}
if (pathname.startsWith("/.well-known/oauth-protected-resource"))
  return Response.json({ resource: origin + "/mcp", authorization_servers: [origin] });
if (pathname.startsWith("/.well-known/oauth-authorization-server"))
  return Response.json({
    issuer: origin, authorization_endpoint: origin + "/authorize", token_endpoint: origin + "/token",
    ...(is("no-registration") ? {} : { registration_endpoint: origin + "/register" }),
    response_types_supported: ["code"], code_challenge_methods_supported: ["S256"], token_endpoint_auth_methods_supported: ["none"],
  });
if (pathname === "/register") return Response.json({ ...(await request.json()), client_id: token() }, { status: 201 });

const session = /session=(\\w+)/.exec(request.headers.get("Cookie") ?? "")?.[1];
const ask = (asked, session) => {
  const [id, csrf] = [token(), token()];
  all.forms.set(id, { asked, csrf, session });
  return page(
    '<h1>Let it in?</h1><form method="post"><input type="hidden" name="id" value="' + id + '">' +
      '<input type="hidden" name="csrf" value="' + csrf + '"><button name="answer" value="yes">Let it in, allow</button> ' +
      '<button name="answer" value="no">No, thanks</button></form>',
    200,
    { "Set-Cookie": "session=" + session + "; Path=/; HttpOnly; SameSite=Lax" },
  );
};
const answer = (asked, parameters) => {
  const to = new URL(asked.redirect_uri);
  for (const [name, value] of Object.entries(parameters)) to.searchParams.set(name, value);
  if (asked.state && !is("loses-state")) to.searchParams.set("state", asked.state);
  return redirect(to.href);
};
if (pathname === "/authorize" && request.method === "GET") return ask(Object.fromEntries(searchParams), session ?? token());
if (pathname === "/authorize") {
  const sent = await request.formData();
  const form = all.forms.get(sent.get("id"));
  const isOurs = form && form.csrf === sent.get("csrf") && form.session === session;
  if (!form || !(isOurs || is("form-of-anybody"))) {
    if (is("breaks-at-form")) throw new Error("no form");
    const shown = [...all.forms.values()].findLast((each) => each.session === session);
    return is("shows-form-again") && shown ? ask(shown.asked, session) : page("That form is stale.", 400);
  }
  if (sent.get("answer") === "no" && !is("ignores-denial"))
    return answer(form.asked, { error: "access_denied", ...(is("error-with-code") && { code: token() }) });
  const state = token();
  all.ways.set(state, { asked: form.asked, session });
  return redirect(
    "https://github.com/login/oauth/authorize?" +
      new URLSearchParams({ client_id: env.GITHUB_CLIENT_ID, redirect_uri: origin + "/callback", scope: "read:user", state }),
  );
}
if (pathname === "/callback") {
  const way = all.ways.get(searchParams.get("state"));
  if (way?.session !== session) return page("That is not your sign-in.", 400);
  const gitHub = await fetch("https://github.com/login/oauth/access_token", {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: JSON.stringify({ client_id: env.GITHUB_CLIENT_ID, client_secret: env.GITHUB_CLIENT_SECRET, code: searchParams.get("code") + (is("spoils-code") ? "x" : "") }),
  });
  const { access_token } = searchParams.has("code") ? await gitHub.json() : {};
  if (!access_token) return answer(way.asked, { error: is("in-trouble") ? "server_error" : "access_denied" });
  const code = token();
  all.codes.set(code, access_token);
  return answer(way.asked, { code });
}
if (pathname === "/token") {
  const sent = await request.formData();
  const [code, old] = [sent.get("code"), sent.get("refresh_token")];
  const gitHubs = code ? all.codes.get(code) : all.refresh.get(old);
  if (!gitHubs || (old && is("refuses-refresh")))
    return Response.json({ error: "invalid_grant", error_description: "It is not good any more." }, { status: 400 });
  const [access_token, refresh_token] = [token(), old ?? token()];
  all.access.set(access_token, gitHubs);
  all.refresh.set(refresh_token, gitHubs);
  return Response.json({ access_token, refresh_token, token_type: "Bearer", expires_in: 3600 });
}
const gitHubs = all.access.get(request.headers.get("Authorization")?.replace("Bearer ", ""));
if (!gitHubs)
  return new Response(null, {
    status: 401,
    headers: { "WWW-Authenticate": 'Bearer resource_metadata="' + origin + '/.well-known/oauth-protected-resource/mcp"' },
  });
if (request.method === "POST") {
  const { id, method } = await request.clone().json();
  if (method === "tools/list")
    return Response.json({ jsonrpc: "2.0", id, result: { tools: [{ name: "me", inputSchema: { type: "object" } }] } });
  if (method !== "tools/call") return;
  const user = await fetch("https://api.github.com/user", { headers: { Authorization: "Bearer " + gitHubs, "User-Agent": "flawed" } });
  return Response.json({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text: await user.text() }] } });
}`;
