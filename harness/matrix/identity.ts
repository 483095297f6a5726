import { randomUUID } from "node:crypto";
import { discoverOAuthServerInfo } from "@modelcontextprotocol/sdk/client/auth.js";
import { signInFailed } from "../browser/failure.ts";
import type { ClientName, Registration } from "./cell.ts";
import { clientName, redirectUris, sdkRedirectUri, type Identity } from "./client-under-test.ts";

/** Serves a document at an https URL, where the Worker's own fetch finds it. */
export type Publish = (url: string, document: object) => void;

/** Makes a client known to the authorization server of an endpoint, the given way. */
export async function makeKnown(
  client: ClientName,
  registration: Registration,
  { url, publish }: { url: string; publish?: Publish | undefined },
): Promise<Identity> {
  const metadata = {
    client_name: clientName,
    redirect_uris: [...redirectUris, sdkRedirectUri],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
  if (registration === "metadata-document") {
    const metadataUrl = `https://matrix.example/clients/${client}-${randomUUID()}.json`;
    publish?.(metadataUrl, {
      client_id: metadataUrl,
      client_uri: "https://matrix.example/",
      ...metadata,
    });
    return { metadataUrl };
  }
  // Nothing is agreed on for making a client by hand. To the client, one that registered earlier is the same.
  if (registration === "pre-registered") return register(url, metadata);
  return {};
}

/**
 * Says why nobody can be known this way to the endpoint's authorization server, whoever comes.
 *
 * @returns nothing where it is possible, or where the server does not tell what it offers
 * @see https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/
 */
export async function whyUnknowable(
  registration: Registration,
  url: string,
): Promise<string | undefined> {
  const found = await discoverOAuthServerInfo(url).catch(() => undefined);
  const metadata = found?.authorizationServerMetadata;
  if (metadata === undefined) return undefined;
  if (registration !== "metadata-document")
    return metadata.registration_endpoint === undefined
      ? "The Worker's metadata names no registration_endpoint, so no client can register."
      : undefined;
  if (metadata.client_id_metadata_document_supported) return undefined;
  return "The Worker's metadata does not say client_id_metadata_document_supported, so a client has to register.";
}

/** Where the authorization server of an endpoint issues tokens, e.g. `/token`. */
export async function tokenPathOf(url: string): Promise<string> {
  const { authorizationServerMetadata } = await discoverOAuthServerInfo(url);
  return new URL(authorizationServerMetadata?.token_endpoint ?? "/token", url).pathname;
}

/** @see https://www.rfc-editor.org/rfc/rfc7591#section-3 */
async function register(url: string, metadata: object): Promise<Identity> {
  const { authorizationServerMetadata } = await discoverOAuthServerInfo(url);
  const { issuer, registration_endpoint = "" } = authorizationServerMetadata ?? {};
  const registered = await fetch(registration_endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(metadata),
  });
  const text = await registered.text();
  const clientId = clientIdIn(text);
  if (clientId !== undefined) return { clientId, issuer };
  const message = `Nobody could register a client: ${registration_endpoint} answered ${registered.status}: ${text.slice(0, 200)}`;
  throw signInFailed(message, [], {
    hint: "Leave the pre-registered clients out, or let clients register (RFC 7591).",
  });
}

function clientIdIn(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { client_id?: string }).client_id;
  } catch {
    return undefined;
  }
}
