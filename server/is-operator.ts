/** Who asks, as the sign-in says. */
export interface Person {
  login: string;
  /** GitHub's number, or `oidc-` and a hash. */
  userId?: string;
}

interface OperatorSettings {
  readonly ALLOWED_LOGINS?: string | undefined;
  readonly OIDC_ISSUER?: string | undefined;
}

/**
 * Says whether `ALLOWED_LOGINS` names somebody: by login, or by user id, which nobody else is ever given.
 *
 * At GitHub a number is an id and nothing else, since a login can be of digits only.
 */
export function isOperator(
  { login, userId }: Person,
  { ALLOWED_LOGINS, OIDC_ISSUER }: OperatorSettings,
): boolean {
  const isAtGitHub = !OIDC_ISSUER?.trim();
  return (ALLOWED_LOGINS ?? "").split(/[\s,]+/).some((named) => {
    if (named === "") return false;
    if (named === userId) return true;
    const isId = isAtGitHub && /^\d+$/.test(named);
    return !isId && named.toLowerCase() === login.toLowerCase();
  });
}
