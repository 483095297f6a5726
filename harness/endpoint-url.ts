import { KitError } from "../client/kit-error.ts";
import { quote } from "../client/quote.ts";

/**
 * Where an endpoint of the Worker is.
 *
 * @param endpoint a path, or a URL of the Worker's
 * @throws {KitError} USAGE for one that is not the Worker's
 */
export function endpointUrl(endpoint: string, origin: string): string {
  const url = URL.parse(endpoint, origin);
  if (url && url.origin.replace("127.0.0.1", "localhost") === origin) return url.href;
  throw new KitError("USAGE", `The endpoint ${quote(endpoint)} is not the Worker's.`, {
    hint: `Give a path, or a URL below ${origin} or ${origin.replace("localhost", "127.0.0.1")}.`,
  });
}
