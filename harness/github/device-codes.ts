import type { OAuthApp } from "./apps.ts";
import type { AskedScope } from "./scopes.ts";
import { createDeviceCode, createUserCode } from "./secrets.ts";
import type { GitHubUser } from "./user-schema.ts";

export interface DeviceAuthorization extends AskedScope {
  readonly app: OAuthApp;
  readonly deviceCode: string;
  readonly userCode: string;
  readonly expiresAtMs: number;
  /** Grows by five with every `slow_down`. */
  intervalSeconds: number;
  polledAtMs: number;
  /** Null until the user has decided. */
  decision: "denied" | { readonly user: GitHubUser; readonly scopes: readonly string[] } | null;
}

/** "The default is 900 seconds or 15 minutes." */
export const DEVICE_CODE_LIFE_SECONDS = 900;
const INTERVAL_SECONDS = 5;

/** "There is a rate limit of 50 submissions in an hour per application." */
const SUBMISSIONS_PER_HOUR = 50;
const HOUR_MS = 60 * 60_000;

export type PollRefusal =
  | "incorrect_device_code"
  | "expired_token"
  | "slow_down"
  | "authorization_pending"
  | "access_denied";

/**
 * The devices that wait for their user.
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#device-flow
 */
export class DeviceCodes {
  readonly #waiting = new Map<string, DeviceAuthorization>();
  /** When users typed the codes of an app, by its client ID, oldest first. */
  readonly #submissionsMs = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  create(app: OAuthApp, asked: AskedScope): DeviceAuthorization {
    const device: DeviceAuthorization = {
      app,
      ...asked,
      deviceCode: createDeviceCode(),
      userCode: createUserCode(),
      expiresAtMs: this.#now() + DEVICE_CODE_LIFE_SECONDS * 1000,
      intervalSeconds: INTERVAL_SECONDS,
      polledAtMs: Number.NEGATIVE_INFINITY,
      decision: null,
    };
    this.#waiting.set(device.deviceCode, device);
    return device;
  }

  /** Finds the device whose code a user typed, hyphen and case left aside, if nobody has decided on it yet. */
  findUndecided(userCode: string): DeviceAuthorization | undefined {
    const typed = plain(userCode);
    return [...this.#waiting.values()].find(
      (device) =>
        plain(device.userCode) === typed &&
        device.decision === null &&
        device.expiresAtMs > this.#now(),
    );
  }

  /** Counts that a user typed a code of an app. @returns whether the app's limit allows it */
  countSubmission({ clientId }: OAuthApp): boolean {
    const nowMs = this.#now();
    const recentMs = (this.#submissionsMs.get(clientId) ?? []).filter((ms) => ms > nowMs - HOUR_MS);
    if (recentMs.length >= SUBMISSIONS_PER_HOUR) return false;
    this.#submissionsMs.set(clientId, [...recentMs, nowMs]);
    return true;
  }

  find(deviceCode: string): DeviceAuthorization | undefined {
    return this.#waiting.get(deviceCode);
  }

  /** Tells who let a device in, if somebody did. */
  userOf(deviceCode: string): GitHubUser | undefined {
    const decision = this.find(deviceCode)?.decision;
    return typeof decision === "object" ? decision?.user : undefined;
  }

  /** Answers a device that asks whether its user is done. */
  poll(deviceCode: string, app: OAuthApp): PollRefusal | (AskedScope & { user: GitHubUser }) {
    const device = this.#waiting.get(deviceCode);
    if (device?.app !== app) return "incorrect_device_code";
    const nowMs = this.#now();
    if (device.expiresAtMs <= nowMs) return "expired_token";
    const isEarly = nowMs - device.polledAtMs < device.intervalSeconds * 1000;
    device.polledAtMs = nowMs;
    if (isEarly) return this.slowDown(device);
    if (device.decision === null) return "authorization_pending";
    if (device.decision === "denied") return "access_denied";
    return { ...device.decision, offlineAccess: device.offlineAccess };
  }

  /** A device that was given its token cannot ask again. */
  use(deviceCode: string): void {
    this.#waiting.delete(deviceCode);
  }

  /** "The `slow_down` error response adds 5 seconds to the last `interval`", which counts from now on. */
  slowDown(device: DeviceAuthorization): "slow_down" {
    device.polledAtMs = this.#now();
    device.intervalSeconds += 5;
    return "slow_down";
  }

  clear(): void {
    this.#waiting.clear();
    this.#submissionsMs.clear();
  }
}

function plain(userCode: string): string {
  return userCode.replaceAll(/[^a-z\d]/gi, "").toUpperCase();
}
