import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
// @ts-expect-error -- it brings no types
import { Provider } from "oidc-provider";
import type { Kit } from "../../harness/index.ts";
import { startOwnKit } from "../own-kit.test-support.ts";

/** Somebody at the provider. */
export interface Account {
  email: string;
  email_verified: boolean;
}

/** An OpenID Connect provider on loopback, and a kit whose Worker signs people in there. Change what it holds as tests need. */
export interface OidcSetting {
  kit: Kit;
  issuer: string;
  /** By subject, which is also the login. Who is taken out was removed from the directory. */
  accounts: Map<string, Account>;
  /** Whether a sign-in comes with a refresh token, and how long its access token lasts. */
  gives: { refreshTokens: boolean; accessTokenSeconds: number };
  close(): Promise<void>;
}

export async function startOidcSetting(): Promise<OidcSetting> {
  const accounts = new Map<string, Account>();
  const gives = { refreshTokens: true, accessTokenSeconds: 3600 };
  // The provider wants its issuer, and the address of the Worker, which wants the issuer too.
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const secret = randomBytes(32).toString("hex");
  const kit = await startOwnKit({
    vars: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: "kit",
      OIDC_CLIENT_SECRET: secret,
      OIDC_SCOPE: "openid email offline_access",
      ALLOWED_LOGINS: "mona@example.com",
    },
  });
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "kit",
        client_secret: secret,
        redirect_uris: [`${kit.origin}/callback`],
        grant_types: ["authorization_code", "refresh_token"],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "k1", use: "sig" }] },
    cookies: { keys: [secret] },
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    pkce: { required: () => true },
    issueRefreshToken: () => gives.refreshTokens,
    rotateRefreshToken: true,
    ttl: {
      AccessToken: () => gives.accessTokenSeconds,
      Grant: 3600,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 3600,
      Session: 3600,
    },
    findAccount: (_context: unknown, sub: string) =>
      accounts.has(sub)
        ? { accountId: sub, claims: () => ({ sub, ...accounts.get(sub) }) }
        : undefined,
  });
  server.on("request", provider.callback() as RequestListener);
  return {
    kit,
    issuer,
    accounts,
    gives,
    async close() {
      await kit.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
