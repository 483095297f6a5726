export { startKit, type ConnectOptions, type Kit, type KitOptions } from "./kit.ts";
export type { GitHubEmulator } from "./github/emulator.ts";
export type { FaultOptions, GitHubFault, GitHubTarget } from "./github/fault-plan.ts";
export { routeGitHub } from "./github/route-github.ts";
export { serveGitHub } from "./github/serve-github.ts";
export type { SignedIn } from "./lanes/scripted-oauth-client.ts";
export type { Session } from "./lanes/lane.ts";
export type { LaneName } from "./scenario/schema.ts";
export { KitError, type KitErrorCode } from "../client/kit-error.ts";
