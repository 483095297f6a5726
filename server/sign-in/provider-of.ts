import { createGitHubSignIn } from "../github/github-sign-in.ts";
import type { Settings } from "../settings.ts";
import type { SignInProvider } from "./sign-in-provider.ts";

/** Who signs people in, as the settings say. */
export function signInProviderOf({ signIn }: Settings): SignInProvider {
  return createGitHubSignIn(signIn);
}
