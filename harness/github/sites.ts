/** Where GitHub is: `https://github.com` and `https://api.github.com`, or an Enterprise Server and its `/api/v3`. */
export interface GitHubSites {
  readonly web: string;
  readonly api: string;
}

/** @see https://docs.github.com/en/enterprise-server@latest/rest/enterprise-admin#endpoint-urls */
export function sitesOf(gitHubUrl: string): GitHubSites {
  const { origin } = new URL(gitHubUrl);
  const api = origin === "https://github.com" ? "https://api.github.com" : `${origin}/api/v3`;
  return { web: origin, api };
}
