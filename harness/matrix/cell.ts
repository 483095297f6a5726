/** The clients that sign in. */
export const clients = ["sdk-v1", "sdk-v2", "mcp-remote", "inspector"] as const;
/** How the authorization server comes to know a client. */
export const registrations = ["dynamic", "metadata-document", "pre-registered"] as const;
/** What the client is told to connect to. */
export const hosts = ["localhost", "127.0.0.1"] as const;
/**
 * What happens: the person approves, denies, or cancels at GitHub; the form is forged; GitHub's code has died when it comes
 * back; or all goes well, and later the access token has expired.
 */
export const endings = ["approve", "deny", "cancel", "forged", "expired", "refresh"] as const;

/**
 * What a refresh may meet: several at once that share one registration, an answer that is lost, a grant that was revoked at GitHub,
 * and GitHub down. How the client is known, and on which host, makes no difference there.
 */
export const stresses = ["at-once", "lost-answer", "revoked", "github-down"] as const;

export function isStress(ending: EndingName | StressName): ending is StressName {
  return stresses.some((stress) => stress === ending);
}

export type ClientName = (typeof clients)[number];
export type Registration = (typeof registrations)[number];
export type Host = (typeof hosts)[number];
export type EndingName = (typeof endings)[number];
export type StressName = (typeof stresses)[number];

/** One sign-in of the matrix. */
export interface Cell {
  readonly client: ClientName;
  readonly registration: Registration;
  readonly host: Host;
  readonly ending: EndingName | StressName;
}

/** What became of it. A cell that did not pass says why. */
export type Verdict =
  | { readonly status: "passed"; readonly reason: null }
  /** The client signed in although it should not have, or did not although it should have. */
  | { readonly status: "failed"; readonly reason: string }
  /** Cannot be had with what there is; nothing was tried. */
  | { readonly status: "impossible"; readonly reason: string };

export interface MatrixRow {
  readonly client: ClientName;
  readonly registration: Registration;
  readonly host: Host;
  /** Only what was asked for. */
  readonly cells: Partial<Record<EndingName | StressName, Verdict>>;
}
