export {
  startKit,
  type ConnectOptions,
  type Kit,
  type KitOptions,
  type SignInOptions,
} from "./kit.ts";
export {
  createGitHubEmulator,
  type GitHubEmulator,
  type GitHubEmulatorOptions,
} from "./github/emulator.ts";
export type { FaultOptions, GitHubFault, GitHubTarget } from "./github/fault-plan.ts";
export { loadGitHubFixtures } from "./github/project-fixtures.ts";
export { startNetwork, type Network } from "./github/network.ts";
export { chromiumArgs } from "./github/chromium-args.ts";
export { routeGitHub } from "./github/route-github.ts";
export { serveGitHub } from "./github/serve-github.ts";
export type { ClientName, Registration } from "./matrix/cell.ts";
export type { SignedIn } from "./lanes/scripted-oauth-client.ts";
export type { Session } from "./lanes/lane.ts";
export type { LaneName } from "./scenario/schema.ts";
export { KitError, type KitErrorCode } from "../client/kit-error.ts";
export {
  attemptSignIn,
  type AttemptOptions,
  type Behaviour,
  type SignInAttempt,
} from "./browser/attempt.ts";
export { attemptInTwoTabs } from "./browser/two-tabs.ts";
