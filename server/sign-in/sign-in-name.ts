/** What people call the one who signs them in: `GitHub`, or its host. */
export function signInName(issuer: string): string {
  const host = URL.parse(issuer)?.host ?? "";
  return host === "github.com" ? "GitHub" : host;
}
