import { KitError } from "../../client/kit-error.ts";
import { quote } from "../../client/quote.ts";
import { checkAct } from "../browser/person.ts";
import { approved } from "../browser/sign-in.ts";
import { signInFailed } from "../browser/failure.ts";
import type { SignedIn } from "../lanes/scripted-oauth-client.ts";
import type { TokenRefusals } from "../token-refusals.ts";
import { clients, registrations } from "./cell.ts";
import { makeKnown, whyUnknowable, type Publish } from "./identity.ts";
import { tryClient, type Trial } from "./try-client.ts";

/**
 * Lets a client of somebody else's making sign in, as its users drive it, and hands over what it got.
 *
 * @throws {KitError} USAGE, before anything starts, for a client or a registration that there is not
 * @throws {KitError} SIGN_IN_FAILED with the way there, PAGE_NOT_UNDERSTOOD, LOGIN_UNKNOWN
 */
export async function signInWith(
  trial: Omit<Trial, "identity">,
  { publish, firstOf }: { publish: Publish } & Pick<TokenRefusals, "firstOf">,
): Promise<SignedIn> {
  const { client: name, registration, url } = trial;
  checkAct(trial.person);
  checkKnown("client", name, clients);
  checkKnown("registration", registration, registrations);
  const impossible = await whyUnknowable(registration, url);
  if (impossible !== undefined) {
    const hint =
      registration === "metadata-document"
        ? 'Set `client_id_metadata_document_supported` in the authorization server\'s metadata, or sign in with `registration: "dynamic"`.'
        : 'Let clients register (RFC 7591), or sign in with `registration: "metadata-document"`.';
    throw signInFailed(impossible, [], { hint });
  }
  const identity = await makeKnown(name, registration, { url, publish });
  return tryClient({ ...trial, identity }, async ({ client, use, attempts }) => {
    try {
      await use();
    } catch (error) {
      const last = attempts.at(-1);
      if (last) approved(last); // what the browser saw says more than the client does
      if (error instanceof KitError) throw error;
      const words = error instanceof Error ? error.message : String(error);
      const refusal = last && firstOf(last.mcpClientId);
      const told = `${name} says: ${words}${refusal === undefined ? "" : ` Refused: ${refusal}`}`;
      throw signInFailed(told, last?.hops ?? [], { cause: error });
    }
    const mcpAccessToken = await client.mcpAccessToken();
    const mcpClientId = attempts.at(-1)?.mcpClientId;
    if (mcpAccessToken !== undefined && mcpClientId !== undefined)
      return { mcpAccessToken, mcpClientId };
    throw signInFailed(`${name} connected to ${url} without a sign-in.`, []);
  });
}

/** From code that no compiler has seen. */
function checkKnown(option: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  throw new KitError("USAGE", `No ${option} is called ${quote(value)}.`, {
    hint: `The ${option} of a sign-in is ${known.join(", ")}.`,
  });
}
