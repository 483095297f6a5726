import { createMac, verifyMac } from "../mac.ts";

const label = "remote-mcp-kit consent form v1";
const sealed =
  /^(?<text>(?<handle>[\w-]{1,100})\.(?<offered>[a-z+]{1,200}))\.(?<mac>[0-9a-f]{64})$/;

/** What a consent page was made for. */
export interface ConsentForm {
  /** The OAuth provider's, which stands for the request. */
  handle: string;
  /** The scopes that the person was shown. */
  offered: string[];
}

/**
 * Ties the scopes that a page shows to its form. The OAuth provider takes any scope back that this server knows, also one that
 * the person was never shown.
 *
 * @param secret input of HKDF: `COOKIE_ENCRYPTION_KEY`
 * @returns `<handle>.<scopes>.<HMAC of both>`
 */
export async function sealForm({ handle, offered }: ConsentForm, secret: string): Promise<string> {
  const text = `${handle}.${offered.join("+")}`;
  return `${text}.${await createMac(text, { secret, label })}`;
}

/** @returns nothing for what {@link sealForm} has not made */
export async function openForm(value: string, secret: string): Promise<ConsentForm | undefined> {
  const { text, handle, offered, mac } = sealed.exec(value)?.groups ?? {};
  if (!text || !handle || !offered || !mac) return undefined;
  if (!(await verifyMac(mac, text, { secret, label }))) return undefined;
  return { handle, offered: offered.split("+") };
}
