import { KitError } from "../../client/kit-error.ts";

/**
 * Where GitHub is: `https://github.com` and `https://api.github.com`, `https://octocorp.ghe.com` and its `api.` before that, or an
 * Enterprise Server and its `/api/v3`.
 */
export interface GitHubSites {
  readonly web: string;
  readonly api: string;
}

/**
 * @throws {KitError} USAGE for what is no http or https address
 * @see https://docs.github.com/en/enterprise-server@latest/rest/enterprise-admin#endpoint-urls
 * @see https://docs.github.com/en/enterprise-cloud@latest/admin/data-residency/about-github-enterprise-cloud-with-data-residency#api-access
 */
export function sitesOf(gitHubUrl: string): GitHubSites {
  const url = URL.parse(gitHubUrl);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new KitError("USAGE", `"${gitHubUrl}" is no address of a GitHub.`, {
      hint: "Give the one of its pages, e.g. https://github.com or https://github.example.com.",
    });
  const { origin, hostname } = url;
  const hasApiHost = origin === "https://github.com" || hostname.endsWith(".ghe.com");
  return { web: origin, api: hasApiHost ? `https://api.${hostname}` : `${origin}/api/v3` };
}
