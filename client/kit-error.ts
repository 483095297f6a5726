/**
 * The permanent names of what can go wrong. A code never changes its meaning.
 */
export type KitErrorCode =
  /** A flag or argument of a command is missing, unknown or malformed. */
  | "USAGE"
  /** The server URL cannot be used in a host entry. */
  | "URL_INVALID"
  /** The running Node.js is older than the one the command needs. */
  | "NODE_TOO_OLD"
  /** A user's configuration file is not what its host can read; it was left as it was. */
  | "HOST_FILE_REFUSED"
  /** The bridge that an entry starts cannot be written, or is not what was packed. */
  | "BRIDGE_UNUSABLE"
  /** A header for the server is malformed, reserved, or lies where others can read it. */
  | "HEADER_REFUSED"
  /** The host has no configuration folder on this platform. */
  | "HOST_UNSUPPORTED"
  /** The host runs, and may drop what is written in its file. */
  | "HOST_RUNNING"
  /** A scenario file breaks the schema, or is no YAML. */
  | "SCENARIO_INVALID"
  /** No scenario file matches the given paths. */
  | "SCENARIO_NOT_FOUND"
  /** A login is not one of the emulated GitHub users. */
  | "LOGIN_UNKNOWN"
  /** A data file under fixtures/ breaks its schema. */
  | "FIXTURE_INVALID"
  /** The Worker could not be built or did not start. */
  | "WORKER_START_FAILED"
  /** The asked port is in use, or may not be bound. */
  | "PORT_TAKEN"
  /** The folder for temporary files cannot be used. */
  | "TEMPORARY_FOLDER_UNUSABLE"
  /** There is no such fault, or not at such a target, in the GitHub emulator. */
  | "FAULT_UNKNOWN"
  /** Another network guards this process already. */
  | "NETWORK_IN_USE"
  /** A call that the network guard should have answered went past it. */
  | "NETWORK_NOT_GUARDED"
  /** The Worker, or the harness, called a host that is not emulated. */
  | "UNEXPECTED_REQUEST"
  /** A sign-in did not come to its end. */
  | "SIGN_IN_FAILED"
  /** The host reaches this server better by itself than through an entry; nothing was written. */
  | "CONNECTOR_ADVISED"
  /** A file of mcp-remote's stored sign-in could not be removed. */
  | "SIGN_IN_STORE_REFUSED"
  /** The scripted browser found no page, form or button it could act on. */
  | "PAGE_NOT_UNDERSTOOD"
  /** An MCP endpoint could not be reached, or did not answer as one. */
  | "CONNECT_FAILED"
  /** An MCP endpoint left a client without an answer for too long. */
  | "CONNECT_TIMED_OUT"
  /** An expectation of a scenario did not hold. */
  | "EXPECTATION_FAILED";

export interface KitErrorOptions {
  /** What to do next, with a concrete command or value. */
  hint: string;
  cause?: unknown;
}

/**
 * Reports what the kit itself found wrong: what happened, and what to do about it.
 *
 * What crosses a wire keeps its standard code (RFC 6749 `invalid_grant`, JSON-RPC numbers) and is never wrapped in one of these.
 */
export class KitError extends Error {
  readonly code: KitErrorCode;
  readonly hint: string;

  constructor(code: KitErrorCode, message: string, options: KitErrorOptions) {
    super(message, { cause: options.cause });
    this.name = "KitError";
    this.code = code;
    this.hint = options.hint;
  }
}
