import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Where a Chromium is on this machine. CI must have one; elsewhere tests that need it are left out without it. */
export const executablePath = [process.env["CHROMIUM_PATH"] ?? "", ...places].find(existsSync);
export const hasChromium = executablePath !== undefined || process.env["CI"] !== undefined;

/** Starts a browser that asks nothing of any network by itself. */
export async function openChromium(...args: string[]): Promise<Browser> {
  if (executablePath === undefined) throw new Error("There is no Chromium: set CHROMIUM_PATH.");
  return chromium.launch({ executablePath, args: [...quiet, ...args] });
}

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-sync",
  "--disable-background-networking",
  "--disable-component-update",
];
