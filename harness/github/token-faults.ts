import { readParameters } from "./endpoint.ts";
import type { Fault, FaultCall } from "./fault.ts";
import { refuseToken, tokenRefusals, type TokenRefusal } from "./token-answer.ts";

/**
 * What GitHub says to devices only.
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#error-codes-for-the-device-flow
 */
const ofDeviceFlow: ReadonlySet<TokenRefusal> = new Set([
  "authorization_pending",
  "slow_down",
  "expired_token",
  "incorrect_device_code",
  "access_denied",
  "device_flow_disabled",
]);

/** GH-07, GH-21: every refusal of the address that issues tokens, each with status 200. */
export const tokenFaults = Object.fromEntries(
  (Object.keys(tokenRefusals) as TokenRefusal[]).map((error) => [
    error,
    {
      where: "token",
      befalls: (parameters) => befalls(error, parameters),
      strike: error === "slow_down" ? slowDown : ({ request }) => refuseToken(request, error),
    } satisfies Fault,
  ]),
) as Record<TokenRefusal, Fault>;

function befalls(error: TokenRefusal, parameters: URLSearchParams): boolean {
  if (error === "bad_refresh_token") return parameters.has("refresh_token");
  return !ofDeviceFlow.has(error) || parameters.has("device_code");
}

/** "The error response includes the new `interval` that you must use." */
async function slowDown({ model, request }: FaultCall): Promise<Response> {
  const parameters = await readParameters(request);
  const device = model.devices.find(parameters.get("device_code") ?? "");
  if (device === undefined) return refuseToken(request, "slow_down", { interval: 10 });
  return refuseToken(request, model.devices.slowDown(device), { interval: device.intervalSeconds });
}
