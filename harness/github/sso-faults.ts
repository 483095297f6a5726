import { parseJson, withBody, withHeaders, type Fault } from "./fault.ts";
import { refuseRest } from "./rest-refusal.ts";

/** GitHub's own example, for an answer that has nothing of an organization's in it. */
const DOCUMENTED_ORGANIZATIONS = [21955855, 20582480];

/**
 * GH-14: an organization wants single sign-on first. GitHub gives a link to follow, or leaves the organization out of a
 * list; a link that leads elsewhere is what a caller must not pass on.
 *
 * GitHub documents this for classic personal access tokens: "access tokens created by apps are automatically authorized".
 *
 * @see https://docs.github.com/rest/authentication/authenticating-to-the-rest-api#personal-access-tokens-and-saml-sso
 */
export const ssoFaults = {
  sso: { where: "api", strike: () => requireSso("https://github.com") },
  "sso-hostile-link": { where: "api", strike: () => requireSso("https://github.com.evil.example") },
  "sso-partial-results": {
    where: "api",
    async strike({ answer }) {
      const response = await answer();
      const { kept, organizations } = leaveOutOrganizations(await response.text());
      const sso = `partial-results; organizations=${organizations.join(",")}`;
      return withHeaders(withBody(response, kept), { "X-GitHub-SSO": sso });
    },
  },
} as const satisfies Record<string, Fault>;

function requireSso(site: string): Response {
  return refuseRest({
    status: 403,
    message:
      "Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.",
    documentationUrl:
      "https://docs.github.com/articles/authenticating-to-a-github-organization-with-saml-single-sign-on/",
    headers: {
      "X-GitHub-SSO": `required; url=${site}/orgs/octo-org/sso?authorization_request=FAKE`,
    },
  });
}

/** An organization has members; everything else that is listed has an owner, or belongs to the user. */
interface Listed {
  readonly id: number;
  readonly members_url?: string;
  readonly owner?: { readonly id: number; readonly type: string };
}

/** Takes what is an organization's out of a list. @returns the ids of those that it found */
function leaveOutOrganizations(text: string): { kept: string; organizations: readonly number[] } {
  const body = parseJson(text);
  if (!Array.isArray(body)) return { kept: text, organizations: DOCUMENTED_ORGANIZATIONS };
  const kept: Listed[] = [];
  const organizations = new Set<number>();
  for (const each of body as Listed[]) {
    if (each.members_url !== undefined) organizations.add(each.id);
    else if (each.owner?.type === "Organization") organizations.add(each.owner.id);
    else kept.push(each);
  }
  return {
    kept: JSON.stringify(kept),
    organizations: organizations.size > 0 ? [...organizations] : DOCUMENTED_ORGANIZATIONS,
  };
}
