import { createGitHubSignIn } from "../github/github-sign-in.ts";
import type { Settings } from "../settings.ts";
import { createOidcSignIn } from "./oidc-sign-in.ts";
import type { SignInProvider } from "./sign-in-provider.ts";

/** Who signs people in, as the settings say. */
export function signInProviderOf({ signIn }: Settings): SignInProvider {
  return signIn.kind === "github" ? createGitHubSignIn(signIn) : createOidcSignIn(signIn);
}
