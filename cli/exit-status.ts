import type { KitErrorCode } from "../client/kit-error.ts";

/**
 * What a command's end tells a shell: `0` done, `1` a check failed, `2` wrong usage or input, `3` sign-in needed or refused,
 * `4` server unreachable or the Worker did not start, `5` a user's file was refused and left as it was.
 */
export const exitStatus: Record<KitErrorCode, 1 | 2 | 3 | 4 | 5> = {
  USAGE: 2,
  URL_INVALID: 2,
  NODE_TOO_OLD: 2,
  HOST_FILE_REFUSED: 5,
  BRIDGE_UNUSABLE: 1,
  HEADER_REFUSED: 2,
  HOST_UNSUPPORTED: 2,
  HOST_RUNNING: 1,
  SCENARIO_INVALID: 2,
  SCENARIO_NOT_FOUND: 2,
  LOGIN_UNKNOWN: 2,
  FIXTURE_INVALID: 2,
  WORKER_START_FAILED: 4,
  PORT_TAKEN: 4,
  TEMPORARY_FOLDER_UNUSABLE: 2,
  FAULT_UNKNOWN: 2,
  NETWORK_IN_USE: 2,
  NETWORK_NOT_GUARDED: 1,
  UNEXPECTED_REQUEST: 1,
  SIGN_IN_FAILED: 3,
  CONNECTOR_ADVISED: 2,
  SIGN_IN_STORE_REFUSED: 5,
  PAGE_NOT_UNDERSTOOD: 3,
  CONNECT_FAILED: 4,
  CONNECT_TIMED_OUT: 4,
  EXPECTATION_FAILED: 1,
};
