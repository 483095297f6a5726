import { describeAuthorizationError } from "./authorization-error.ts";
import { DEVICE_CODE_LIFE_SECONDS } from "./device-codes.ts";
import { readParameters, type GitHubEndpoint } from "./endpoint.ts";
import type { GitHubSites } from "./sites.ts";
import type { GitHubModel } from "./model.ts";
import { accountPage, authorizePage, unprocessablePage } from "./pages.ts";
import { deviceCodePage, deviceDonePage, tooManyCodesPage } from "./device-pages.ts";
import { grantedScopes } from "./scope-boxes.ts";
import { readScope, unknownScopes } from "./scopes.ts";
import { readSession } from "./session.ts";
import { answerToken, describeRefusal } from "./token-answer.ts";

/**
 * Makes GitHub's device flow: the code for a device, and the pages where its user types it and agrees.
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#device-flow
 */
export function deviceEndpoints(model: GitHubModel, sites: GitHubSites): GitHubEndpoint[] {
  const answers: Record<string, GitHubEndpoint["answer"]> = {
    "POST /login/device/code": (request) => createCode(model, sites, request),
    "GET /login/device": (request) => askCode(model, request),
    "POST /login/device": (request) => askUser(model, request),
    "POST /login/device/authorize": (request) => decide(model, request),
  };
  return Object.entries(answers).map(([address, answer]) => {
    const [method, path = ""] = address.split(" ");
    return { method: method === "GET" ? "GET" : "POST", site: "web", path, answer };
  });
}

/**
 * GitHub documents the errors of the device flow, but not how this address answers. What people report is a 404 for a
 * `client_id` that is missing or unknown (emdash-cms/emdash#157, github/app#1320), a 400 where the flow is not enabled
 * (weaveworks/weave-gitops#1748), and 200 with `invalid_scope` for a scope that does not exist: several clients quote that in
 * their sources and change logs, for one such scope. Of a suspended app nobody tells; here, GitHub's words from the web
 * application flow come with the status of a flow that is not enabled.
 *
 * @see https://github.com/emdash-cms/emdash/issues/157
 * @see https://github.com/github/app/issues/1320
 * @see https://github.com/weaveworks/weave-gitops/pull/1748
 */
async function createCode(
  model: GitHubModel,
  sites: GitHubSites,
  request: Request,
): Promise<Response> {
  const parameters = await readParameters(request);
  const app = model.findApp(parameters.get("client_id"));
  if (app === undefined) return answerToken(request, { error: "Not Found" }, 404);
  if (!app.deviceFlow) return answerToken(request, describeRefusal("device_flow_disabled"), 400);
  if (app.suspended) {
    return answerToken(request, describeAuthorizationError("application_suspended"), 400);
  }
  const asked = readScope(parameters.get("scope"), app);
  const unknown = unknownScopes(asked.scopes);
  if (unknown.length > 0) {
    return answerToken(request, {
      error: "invalid_scope",
      error_description: `The scopes requested are invalid: ${unknown.join(", ")}.`,
      error_uri: "https://docs.github.com",
    });
  }
  const device = model.devices.create(app, asked);
  return answerToken(request, {
    device_code: device.deviceCode,
    user_code: device.userCode,
    verification_uri: `${sites.web}/login/device`,
    expires_in: DEVICE_CODE_LIFE_SECONDS,
    interval: device.intervalSeconds,
  });
}

function askCode(model: GitHubModel, request: Request): Response {
  if (model.sessions.userOf(readSession(request)) !== undefined) return deviceCodePage();
  const returnTo = "login/device";
  return accountPage({ users: model.users, returnTo, root: "../", offersSignup: true });
}

async function askUser(model: GitHubModel, request: Request): Promise<Response> {
  const session = readSession(request);
  const user = model.sessions.userOf(session);
  if (user === undefined) return unprocessablePage();
  const userCode = (await readParameters(request)).get("user_code") ?? "";
  const device = model.devices.findUndecided(userCode);
  if (device === undefined) return deviceCodePage(userCode);
  if (!model.devices.countSubmission(device.app)) return tooManyCodesPage();
  return authorizePage({
    user,
    appName: device.app.name,
    scopes: device.scopes,
    authenticityToken: model.deviceForms.ask(session, device),
    action: "device/authorize",
    consequence: "Authorizing will let the device in that showed you the code",
  });
}

async function decide(model: GitHubModel, request: Request): Promise<Response> {
  const form = await readParameters(request);
  const session = readSession(request);
  const user = model.sessions.userOf(session);
  const device = model.deviceForms.take(session, form.get("authenticity_token"));
  if (user === undefined || device?.decision !== null) return unprocessablePage();
  // "When a user clicks cancel […] the user won't be able to use the verification code again."
  if (form.get("authorize") !== "1") {
    device.decision = "denied";
    return deviceDonePage(false);
  }
  const scopes = grantedScopes(device.scopes, form);
  model.authorizations.allow(device.app, user, scopes);
  device.decision = { user, scopes };
  return deviceDonePage(true);
}
