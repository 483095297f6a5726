import { existsSync } from "node:fs";
import type { Diagnosis, DiagnoseOptions } from "../diagnose.ts";
import { reasonOf } from "../host-file.ts";
import { KitError } from "../kit-error.ts";
import { checks } from "./checks.ts";
import type { Symptom } from "./check.ts";
import type { Finding } from "./finding.ts";
import { openScene, type Memory, type Scene } from "./scene.ts";
import { shownName } from "./shown-name.ts";

/** What mends one thing may uncover another: an entry is written again, and its bridge is missing. */
const maxRounds = 4;

interface Look {
  scene: Scene;
  symptoms: Symptom[];
}

/** Does what `diagnose` promises. */
export async function examine(options: DiagnoseOptions): Promise<Diagnosis> {
  const memory: Memory = { written: new Set(), probes: new Map() };
  const tried = new Map<string, { symptom: Symptom; obstacle?: unknown }>();
  let now = await lookAround(options, memory);
  for (let round = 0; options.fix && round < maxRounds; round += 1) {
    const due = now.symptoms
      .filter((symptom) => symptom.fix && !tried.has(keyOf(symptom)))
      .toSorted((a, b) => Number(b.beforeWriting ?? false) - Number(a.beforeWriting ?? false));
    if (due.length === 0) break;
    for (const symptom of due) tried.set(keyOf(symptom), await mend(symptom, options, memory));
    // Only what is gone in the next look is mended.
    now = await lookAround(options, memory);
  }
  const left = new Set(now.symptoms.map(keyOf));
  // What another program has done away with meanwhile, while this one could not, is nobody's success here.
  const fixed = [...tried].flatMap(([key, { symptom, obstacle }]) =>
    left.has(key) || obstacle !== undefined ? [] : [toFinding(symptom)],
  );
  const findings = now.symptoms.map((symptom): Finding => {
    const attempt = symptom.fix && tried.get(keyOf(symptom));
    return {
      ...toFinding(symptom),
      ...(attempt && { obstacle: explain(attempt.obstacle) }),
    };
  });
  return {
    ok: findings.every(({ severity }) => severity !== "fail"),
    refused:
      [...tried.values()].some(({ obstacle }) => isRefusal(obstacle)) ||
      now.scene.files.some((each) => each.refused !== undefined),
    findings,
    fixed,
    looked: {
      files: now.scene.files.filter((each) => each.refused || existsSync(each.file)).length,
      servers: now.scene.servers.length + now.scene.unreadable.length,
      missing: now.scene.files
        .filter((each) => !each.refused && !existsSync(each.file))
        .map(({ file }) => file),
    },
  };
}

async function lookAround(options: DiagnoseOptions, memory: Memory): Promise<Look> {
  options.signal?.throwIfAborted();
  const scene = await openScene(options, memory);
  const symptoms: Symptom[] = [];
  for (const { network, look } of checks) {
    if (network && options.offline) continue;
    options.signal?.throwIfAborted();
    symptoms.push(...(await look(scene, symptoms)));
  }
  return { scene, symptoms };
}

async function mend(symptom: Symptom, { signal, onProgress }: DiagnoseOptions, memory: Memory) {
  signal?.throwIfAborted();
  const { id, at, beforeWriting } = symptom;
  if (!beforeWriting)
    onProgress?.(`Mending ${id}${at.name === null ? "" : ` of ${shownName(at.name)}`}`);
  try {
    await symptom.fix?.();
    if (symptom.changesFile && at.file !== null) memory.written.add(at.file);
    return { symptom };
  } catch (obstacle) {
    return { symptom, obstacle };
  }
}

const kinds = new Map(checks.flatMap(({ finds }) => Object.entries(finds)));

function toFinding(symptom: Symptom): Finding {
  const { id, what, mend: command, rename, line, at, fix } = symptom;
  const kind = kinds.get(id);
  const advice = rename ?? symptom.advice;
  const next = rename === undefined ? symptom.next : undefined;
  if (!kind) throw new TypeError(`no check says what ${id} is`);
  return {
    id,
    severity: kind.severity,
    what,
    why: kind.why,
    mend: command,
    ...(advice !== undefined && { advice }),
    ...at,
    ...(line !== undefined && { line }),
    fixable: fix !== undefined,
    ...(next !== undefined && { next }),
  };
}

function keyOf({ id, at, line, detail }: Symptom): string {
  return JSON.stringify(detail === undefined ? [id, at] : [id, at, line, detail]);
}

function explain(obstacle: unknown): string {
  if (obstacle === undefined) return "It was mended, and was there again in the next look.";
  return obstacle instanceof KitError ? `${obstacle.message} ${obstacle.hint}` : reasonOf(obstacle);
}

function isRefusal(error: unknown): boolean {
  return error instanceof KitError && error.code === "HOST_FILE_REFUSED";
}
