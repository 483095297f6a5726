export { startKit, type ConnectOptions, type Kit, type KitOptions } from "./kit.ts";
export type { SignedIn } from "./lanes/scripted-oauth-client.ts";
export type { Session } from "./lanes/lane.ts";
export type { LaneName } from "./scenario/schema.ts";
export { KitError, type KitErrorCode } from "../client/kit-error.ts";
