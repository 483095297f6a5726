import { plainText } from "./plain-text.ts";
import type { Progress } from "../harness/run/scenario-reporter.ts";

/** Tells on stderr what the run is at: one line that changes on a terminal, a line for each result elsewhere. */
export function startProgress({ quiet }: { quiet: boolean }): {
  show: (progress: Progress) => void;
  /** Tells of sign-ins that were tried: on a terminal of each, elsewhere of every twentieth. */
  count: (done: number, of: number) => void;
  stop: () => void;
} {
  const terminal = process.stderr.isTTY;
  let finished = 0;
  let runs = 0;
  const write = (words: string) => {
    const text = plainText(words);
    if (!quiet) process.stderr.write(terminal ? `\r\u001B[K${text}` : `${text}\n`);
  };
  return {
    show(progress) {
      if (progress.at === "done") {
        if (progress.lane.status === "skipped") return;
        finished += 1;
        if (!terminal)
          write(`  ${progress.scenario} · ${progress.lane.lane}: ${progress.lane.status}`);
      } else if (progress.at === "starting") {
        runs = progress.runs;
        write("Starting the Worker in workerd …");
      } else if (progress.at === "started") {
        if (progress.leftOut.length === 0) return;
        write(
          `Left out of the Worker, since it is not on this machine: ${progress.leftOut.join(", ")}${terminal ? "\n" : ""}`,
        );
      } else if (terminal && finished > 0) {
        // Before the first is done it is the Worker that one waits for.
        write(`${finished} of ${runs} done · ${progress.scenario} · ${progress.lane} …`);
      }
    },
    count(done, of) {
      if (terminal || done % 20 === 0 || done === of) write(`${done} of ${of} tried …`);
    },
    stop() {
      if (terminal) write("");
    },
  };
}
