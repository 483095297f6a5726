/** Who asks, as the sign-in says. */
export interface Person {
  login: string;
  /** GitHub's number, or `oidc-` and a hash. */
  userId?: string;
}

/** The lists of people in the Worker's settings. */
export interface PeopleSettings {
  /** Who is offered the operators' tools. */
  readonly ALLOWED_LOGINS?: string | undefined;
  /** Who may sign in, where it is not everybody. */
  readonly SIGN_IN_LOGINS?: string | undefined;
  readonly OIDC_ISSUER?: string | undefined;
}

/** Says whether `ALLOWED_LOGINS` names somebody. */
export function isOperator(person: Person, settings: PeopleSettings): boolean {
  return isNamed(person, settings.ALLOWED_LOGINS, settings);
}

/** Says whether somebody may sign in: whoever `SIGN_IN_LOGINS` names, or everybody where it names nobody. */
export function maySignIn(person: Person, settings: PeopleSettings): boolean {
  const isOpen = !settings.SIGN_IN_LOGINS?.trim();
  return isOpen || isNamed(person, settings.SIGN_IN_LOGINS, settings);
}

/**
 * Looks for somebody in a list: by login, or by user id, which nobody else is ever given.
 *
 * At GitHub a number is an id and nothing else, since a login can be of digits only.
 */
function isNamed({ login, userId }: Person, list = "", { OIDC_ISSUER }: PeopleSettings): boolean {
  const isAtGitHub = !OIDC_ISSUER?.trim();
  return list.split(/[\s,]+/).some((named) => {
    if (named === "") return false;
    if (named === userId) return true;
    const isId = isAtGitHub && /^\d+$/.test(named);
    return !isId && fold(named) === fold(login);
  });
}

/** Takes capital letters of ASCII for small ones, and no other character for another: a Kelvin sign is no k. */
function fold(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
