import { DurableObject } from "cloudflare:workers";
import { withNote, withoutNotes, type KeptNotes, type Notes } from "./notes.ts";

/** The notes of one person, for endpoints that keep no session. */
export class UserNotes extends DurableObject<Env> implements Notes {
  async list(): Promise<KeptNotes> {
    return (await this.ctx.storage.get<KeptNotes>("kept")) ?? { notes: [] };
  }

  async add(text: string): Promise<string[] | undefined> {
    // No other call comes in while a Durable Object waits for its storage.
    const more = withNote(await this.list(), text);
    if (more) await this.ctx.storage.put("kept", more);
    return more?.notes;
  }

  async clear(lastNumber: number): Promise<number> {
    const kept = await this.list();
    const left = withoutNotes(kept, lastNumber);
    await this.ctx.storage.put("kept", left);
    return kept.notes.length - left.notes.length;
  }
}
