const MEDIA_TYPE = { "X-GitHub-Media-Type": "github.v3; format=json" };

export interface RestRefusal {
  readonly status: number;
  readonly message: string;
  /** Where GitHub's answer sends the reader. */
  readonly documentationUrl?: string;
  /** What is wrong with which field, for a 422. */
  readonly errors?: readonly object[];
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Refuses in the form of the REST API: `message`, `documentation_url`, `status`.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
export function refuseRest({ status, message, ...rest }: RestRefusal): Response {
  const { documentationUrl = "https://docs.github.com/rest", errors, headers } = rest;
  const body = {
    message,
    ...(errors && { errors }),
    documentation_url: documentationUrl,
    status: String(status),
  };
  return Response.json(body, { status, headers: { ...MEDIA_TYPE, ...headers } });
}

/** "You will receive a `404 Not Found` response […] if your token does not have access": whether it exists stays unsaid. */
export function refuseAsNotFound(documentationUrl?: string): Response {
  return refuseRest({
    status: 404,
    message: "Not Found",
    ...(documentationUrl !== undefined && { documentationUrl }),
  });
}

/** @see https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed */
export function refuseAsInvalid(message: string, errors?: readonly object[]): Response {
  return refuseRest({ status: 422, message, ...(errors && { errors }) });
}

/**
 * "Authenticating with invalid credentials will initially return a `401 Unauthorized` response."
 *
 * @see https://docs.github.com/rest/authentication/authenticating-to-the-rest-api#failed-login-limit
 */
export function refuseCredentials(): Response {
  return refuseRest({ status: 401, message: "Bad credentials" });
}
