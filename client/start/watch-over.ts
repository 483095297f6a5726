import { spawn } from "node:child_process";

/**
 * Ends a process group when this process is killed so hard that it can end nothing itself: mcp-remote waits for a person without
 * looking whether anybody still listens to it.
 *
 * @returns ends the watch, once the group has been ended
 */
export function watchOver(pid: number): () => void {
  // Its stdin is closed with this process, whatever the cause.
  const script = `process.stdin.resume().on("close", () => {
    try { process.kill(Number(process.argv[1]), "SIGKILL"); } catch {}
  })`;
  const group = process.platform === "win32" ? pid : -pid;
  const watcher = spawn(process.execPath, ["-e", script, "--", String(group)], {
    stdio: ["pipe", "ignore", "ignore"],
    env: {},
    detached: true,
    windowsHide: true,
  });
  watcher.on("error", () => undefined); // then there is none: everything but a SIGKILL is minded all the same
  watcher.unref();
  return () => void watcher.kill("SIGKILL");
}
