/** How a sign-in ended, from the client's side. */
export type Ending =
  /** The client was sent an authorization code. */
  | { readonly kind: "approved" }
  /** The client was sent an error (RFC 6749 section 4.1.2.1), with the server's name (RFC 9207) where it gives one. */
  | {
      readonly kind: "refused";
      readonly error: string;
      readonly errorDescription: string | null;
      readonly state: string | null;
      readonly iss: string | null;
    }
  /** The client was sent nothing: a page says why, and there it ends. */
  | { readonly kind: "stopped"; readonly status: number; readonly text: string };

/** Reads the authorization response in the query of the client's redirect URI. */
export function readEnding({ searchParams }: URL): Ending {
  const error = searchParams.get("error");
  if (error === null) return { kind: "approved" };
  return {
    kind: "refused",
    error,
    errorDescription: searchParams.get("error_description"),
    state: searchParams.get("state"),
    iss: searchParams.get("iss"),
  };
}
