import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import {
  StreamableHTTPClientTransport,
  StreamableHTTPError,
} from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { KitError } from "../../client/kit-error.ts";
import { redactText } from "../redact-text.ts";
import { atMost } from "../at-most.ts";
import { clientInfo, connectPatienceS, connectWithin, toSession, type Lane } from "./lane.ts";
import { ScriptedOAuthClient } from "./scripted-oauth-client.ts";

/**
 * Makes the lane of the MCP SDK's own client over Streamable HTTP, in process. Who has signed in once stays signed in.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization
 */
export function createHttpLane(): Lane {
  const signedIn = new Map<string, ScriptedOAuthClient>();

  return async (context) => {
    const key = `${context.login} ${context.url}`;
    const person =
      signedIn.get(key) ??
      (context.login ? new ScriptedOAuthClient(context, context.login) : undefined);
    if (person) signedIn.set(key, person);

    const client = new Client(clientInfo);
    const transport = () =>
      new StreamableHTTPClientTransport(new URL(context.url), {
        fetch: person?.fetch ?? context.fetch,
        ...(person && { authProvider: person }),
      });
    let current = transport();
    const connect = async () => {
      try {
        await client.connect(current);
      } catch (error) {
        if (!(error instanceof UnauthorizedError)) throw error;
        if (!person) throw signInNeeded(context.url, error);
        await current.finishAuth(person.takeCode());
        current = transport();
        await client.connect(current);
      }
    };
    try {
      person?.startOver();
      await connectWithin(Math.min(connectPatienceS, context.patienceS), context, connect());
    } catch (error) {
      await client.close();
      throw refusedConnection(context.url, error, person);
    }
    if (person) stepUpWhenAsked(client, () => person.signInFor(context.url));
    return toSession("http", client, async () => {
      await atMost(2000, current.terminateSession()); // a Worker that is gone has no session left to end
      await client.close();
    });
  };
}

/**
 * A call can need a further scope: then the person is asked once more, and the call is made again. The SDK by itself only renews
 * its token, which adds no scope.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization#step-up-authorization-flow
 */
function stepUpWhenAsked(client: Client, stepUp: () => Promise<void>): void {
  const request = client.request.bind(client) as (...call: unknown[]) => Promise<unknown>;
  const requestOrStepUp = async (...call: unknown[]) => {
    try {
      return await request(...call);
    } catch (error) {
      if (!(error instanceof StreamableHTTPError) || error.code !== 403) throw error;
      await stepUp();
      return request(...call);
    }
  };
  client.request = requestOrStepUp as typeof client.request;
}

function refusedConnection(url: string, error: unknown, person?: ScriptedOAuthClient): unknown {
  if (!(error instanceof StreamableHTTPError)) return person?.explain(error) ?? error;
  if (error.code === 401) return person?.explain(error) ?? signInNeeded(url, error);
  return new KitError(
    "CONNECT_FAILED",
    `${url} did not answer as an MCP endpoint: ${redactText(error.message)}`,
    {
      hint: "Check the scenario's `endpoint` against the routes of the Worker.",
      cause: error,
    },
  );
}

/** Says that an endpoint asked for a sign-in that the scenario does not provide. */
export function signInNeeded(url: string, cause: unknown): KitError {
  return new KitError("SIGN_IN_FAILED", `${url} asks for a sign-in, and nobody is named.`, {
    hint: "Name who signs in, e.g. `as: octocat` in the scenario.",
    cause,
  });
}
