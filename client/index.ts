export { addEntry, type AddedEntry, type AddEntryOptions } from "./add-entry.ts";
export { inspectBridge, type BridgeReport } from "./bridge/inspect-bridge.ts";
export {
  installBridge,
  type InstallBridgeOptions,
  type InstalledBridge,
} from "./bridge/install-bridge.ts";
export { mcpRemoteVersion } from "./bridge/mcp-remote-version.ts";
export { packagedBridge, type PackagedBridge } from "./bridge/packaged-bridge.ts";
export { checkDevVars, type CheckDevVarsOptions, type DevVarsFinding } from "./check-dev-vars.ts";
export {
  checkSignIn,
  type CheckSignInOptions,
  type SignInCheck,
  type SignInState,
} from "./check-sign-in.ts";
export { connectorAdvice } from "./connector-advice.ts";
export { createEntry, type EntryOptions } from "./create-entry.ts";
export { deepLink, type DeepLinkHost, type DeepLinkOptions } from "./deep-link.ts";
export { diagnose, type DiagnoseOptions, type Diagnosis, type Finding } from "./diagnose.ts";
export { mcpServersPlace, type Format, type Place } from "./documents/place.ts";
export { hostDocument, type Entry, type HostDocument } from "./entry.ts";
export { findServer, type FoundServer } from "./find-server.ts";
export { readHeaderFile, writeHeaderFile } from "./header-file.ts";
export { checkHeaders, parseHeader, type Header } from "./headers.ts";
export {
  hostConfigFile,
  hostConfigFiles,
  type Host,
  type HostConfigFile,
} from "./host-config-file.ts";
export { currentPlatform, type Platform } from "./platform.ts";
export { hostPlace, type HostPlaceOptions } from "./host-place.ts";
export { checkHostFileName, type HostFileNameOptions } from "./hosts/check-host-file-name.ts";
export { entryFor, type EntryForHost, type EntryForOptions } from "./hosts/entry-for.ts";
export type {
  FilePlace,
  HostDefinition,
  ReadEntry,
  RemoteForm,
  RemoteServer,
  SecretHeader,
  SecretInput,
  ShapedEntry,
  Source,
} from "./hosts/host.ts";
export { isHostRunning, runningHostWarning, type HostWarning } from "./hosts/is-host-running.ts";
export { listProcesses, type ListProcesses, type RunningProcess } from "./hosts/list-processes.ts";
export { hostDefinition, hosts, isHost } from "./hosts/table.ts";
export { installServer, type Installed, type InstallOptions } from "./install-server.ts";
export { KitError, type KitErrorCode, type KitErrorOptions } from "./kit-error.ts";
export {
  listServers,
  type ListedServer,
  type ListServersOptions,
  type ServerList,
} from "./list-servers.ts";
export { createMcpb, type McpbOptions } from "./mcpb.ts";
export { probeServer, type ProbeOptions } from "./probe-server.ts";
export type {
  AuthlessServer,
  HeaderServer,
  McpServer,
  NotMcpServer,
  OAuthFinding,
  OAuthServer,
  RedirectedServer,
  ServerProbe,
  UnreachableReason,
  UnreachableServer,
  WrongPathServer,
} from "./probe/server-probe.ts";
export { proveEntry, type Proof, type ProveOptions } from "./prove-entry.ts";
export { readHostConfig, type HostConfig } from "./read-host-config.ts";
export { readHostEntries, type HostEntries } from "./read-host-entries.ts";
export { removeEntry, type RemovedEntry, type RemoveEntryOptions } from "./remove-entry.ts";
export { retryLostRefresh } from "./retry-lost-refresh.ts";
export { serverName } from "./server-name.ts";
export { signInStatus, type SignInStatus, type SignInStatusOptions } from "./sign-in-status.ts";
export { signIn, type SignedIn, type StartSignInOptions } from "./sign-in.ts";
export { signOut, type SignedOut } from "./sign-out.ts";
export { findStableNode, type NodeProbes, type StableNode } from "./stable-node.ts";
export { undoAdd } from "./undo-add.ts";
export { uninstallServer, type Uninstalled, type UninstallOptions } from "./uninstall-server.ts";
export { userFolder } from "./user-folder.ts";
export { writeEntry, type WriteEntryOptions, type WrittenEntry } from "./write-entry.ts";
