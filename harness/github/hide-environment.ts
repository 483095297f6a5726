/** Credentials and addresses that tools take from the environment; CI's own `GITHUB_*` (run, workspace, server) stay. */
const REAL =
  /^(?:.*_)?(?:GITHUB|GH)_(?:ID|(?:.*_)?(?:TOKEN|PAT|CLIENT_ID|SECRET|PRIVATE_KEY))$|^GITHUB_URL$|^GH_HOST$/;

/**
 * Takes the real GitHub credentials of whoever runs this out of the environment, so that nothing in here can send them.
 *
 * @returns puts them back
 */
export function hideGitHubEnvironment(environment: NodeJS.ProcessEnv = process.env): () => void {
  const hidden = Object.entries(environment).filter(([name]) => REAL.test(name));
  for (const [name] of hidden) delete environment[name];
  return () => Object.assign(environment, Object.fromEntries(hidden));
}
