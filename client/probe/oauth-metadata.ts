import type {
  AuthorizationServerMetadata,
  OAuthProtectedResourceMetadata,
} from "@modelcontextprotocol/client";
import { plainText } from "../plain-text.ts";
import { quote } from "../quote.ts";
import { isLoopback } from "./allowed-hop.ts";
import type { Guard } from "./guarded-fetch.ts";
import type { OAuthFinding, OAuthServer } from "./server-probe.ts";

/**
 * Finds the metadata that a refused client goes by, and checks it.
 *
 * @param openGuard one for each search, so that a refusal in one does not end the next
 * @returns nothing when there is no metadata of OAuth at all
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization
 */
export async function checkOAuthMetadata(
  url: URL,
  refused: Response,
  openGuard: () => Guard,
): Promise<OAuthServer | undefined> {
  const sdk = await import("@modelcontextprotocol/client");
  const findings: OAuthFinding[] = [];
  const { resourceMetadataUrl, scope } = sdk.extractWWWAuthenticateParams(refused);
  const resource = await sdk
    .discoverOAuthProtectedResourceMetadata(url, { resourceMetadataUrl }, openGuard().fetch)
    .catch((error: unknown) => {
      if (resourceMetadataUrl)
        findings.push(
          unusable(
            `protected resource metadata at ${quote(resourceMetadataUrl.href)}`,
            error,
            "RFC 9728 section 3.2",
          ),
        );
      return undefined;
    });
  const named = resource?.authorization_servers?.[0];
  const issuer = named ?? url.origin;
  const metadata = await sdk
    .discoverAuthorizationServerMetadata(issuer, {
      fetchFn: openGuard().fetch,
      skipIssuerValidation: true,
    })
    .catch((error: unknown) => {
      if (named !== undefined)
        findings.push(
          unusable(
            `metadata of the authorization server ${quote(issuer)}`,
            error,
            "RFC 8414 section 3.2",
          ),
        );
      return undefined;
    });
  if (!resource && !metadata && findings.length === 0) return undefined;

  findings.push(
    ...checkResource(url, resource, resourceMetadataUrl !== undefined),
    ...checkAuthorizationServer(issuer, metadata, findings),
  );
  return {
    kind: "oauth",
    url: url.href,
    status: refused.status,
    ...(resource && { resource: plainText(resource.resource, 500) }),
    ...(metadata && {
      issuer: plainText(metadata.issuer, 500),
      authorizationEndpoint: plainText(metadata.authorization_endpoint, 2000),
    }),
    registration: registrationOf(metadata),
    scopes: (scope?.split(" ") ?? resource?.scopes_supported ?? []).map((one) =>
      plainText(one, 80),
    ),
    findings,
  };
}

function checkResource(
  url: URL,
  metadata: OAuthProtectedResourceMetadata | undefined,
  wasNamed: boolean,
): OAuthFinding[] {
  const findings: OAuthFinding[] = [];
  if (!metadata)
    findings.push({
      severity: "warn",
      message:
        "There is no protected resource metadata: clients have to guess the authorization server.",
      section: "RFC 9728 section 3",
    });
  else if (!isSame(metadata.resource, url.href))
    findings.push({
      severity: "fail",
      message: `The protected resource metadata is for ${quote(metadata.resource)}, not for ${quote(url.href)}: clients must not use it.`,
      section: "RFC 9728 section 3.3",
    });
  if (metadata && !metadata.authorization_servers?.length)
    findings.push({
      severity: "fail",
      message: "The protected resource metadata names no authorization server.",
      section: "MCP 2025-11-25, authorization server location",
    });
  if (metadata && !wasNamed)
    findings.push({
      severity: "warn",
      message:
        "The refusal does not say where the protected resource metadata is: some clients do not look for it.",
      section: "RFC 9728 section 5.1",
    });
  return findings;
}

function checkAuthorizationServer(
  issuer: string,
  metadata: AuthorizationServerMetadata | undefined,
  soFar: OAuthFinding[],
): OAuthFinding[] {
  if (!metadata)
    return soFar.length > 0
      ? []
      : [
          {
            severity: "fail",
            message: `The authorization server ${quote(issuer)} publishes no metadata.`,
            section: "RFC 8414 section 3",
          },
        ];
  const findings: OAuthFinding[] = [];
  if (!isIssuer(metadata.issuer, issuer))
    findings.push({
      severity: "fail",
      message: `The metadata of the authorization server ${quote(issuer)} says that it is ${quote(metadata.issuer)}: clients must not use it.`,
      section: "RFC 8414 section 3.3",
    });
  for (const name of [
    "authorization_endpoint",
    "token_endpoint",
    "registration_endpoint",
  ] as const) {
    const endpoint = metadata[name];
    if (endpoint !== undefined && !isSafeEndpoint(endpoint))
      findings.push({
        severity: "fail",
        message: `The ${name} ${quote(endpoint)} is neither https nor on this machine.`,
        section: "RFC 6749 section 3",
      });
  }
  if (!metadata.code_challenge_methods_supported?.includes("S256"))
    findings.push({
      severity: "fail",
      message:
        "The authorization server does not say that it checks PKCE with S256: clients must refuse it.",
      section: "RFC 7636 section 4.2, MCP 2025-11-25 authorization code protection",
    });
  if (registrationOf(metadata).length === 0)
    findings.push({
      severity: "warn",
      message:
        "The authorization server registers no clients by itself: one has to be registered by hand.",
      section: "RFC 7591 section 3",
    });
  return findings;
}

/** Whether a browser or a client may be sent there with a code or a token. */
export function isSafeEndpoint(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}

function registrationOf(metadata?: AuthorizationServerMetadata): OAuthServer["registration"] {
  return [
    ...(metadata?.client_id_metadata_document_supported === true
      ? (["client-id-metadata-document"] as const)
      : []),
    ...(metadata?.registration_endpoint !== undefined ? (["dynamic"] as const) : []),
  ];
}

/** `https://host` and `https://host/` are one URL; `/mcp` and `/mcp/` are two. */
function isSame(one: string, other: string): boolean {
  return URL.canParse(one) && new URL(one).href === new URL(other).href;
}

/** An issuer has no slash of its own at the end, but a URL without a path is often written with one. */
function isIssuer(claimed: string, asked: string): boolean {
  return claimed === asked || (asked.endsWith("/") && claimed === asked.slice(0, -1));
}

function unusable(what: string, error: unknown, section: string): OAuthFinding {
  const words = error instanceof Error ? error.message : String(error);
  return { severity: "fail", message: `The ${what} cannot be used: ${plainText(words)}`, section };
}
