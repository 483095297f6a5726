import type { Fault } from "./fault.ts";
import { refuseToken, tokenRefusals, type TokenRefusal } from "./token-answer.ts";

/** GH-07, GH-21: every refusal of the address that issues tokens, each with status 200. */
export const tokenFaults = Object.fromEntries(
  (Object.keys(tokenRefusals) as TokenRefusal[]).map((error) => [
    error,
    { where: "token", strike: ({ request }) => refuseToken(request, error) } satisfies Fault,
  ]),
) as Record<TokenRefusal, Fault>;
