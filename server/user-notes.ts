import { DurableObject } from "cloudflare:workers";
import { withoutNotes, type KeptNotes, type Notes } from "./notes.ts";

/** The notes of one person, for endpoints that keep no session. */
export class UserNotes extends DurableObject<Env> implements Notes {
  async list(): Promise<KeptNotes> {
    return (await this.ctx.storage.get<KeptNotes>("kept")) ?? { notes: [] };
  }

  async add(text: string): Promise<string[]> {
    const kept = await this.list();
    const notes = [...kept.notes, text];
    await this.ctx.storage.put("kept", { ...kept, notes });
    return notes;
  }

  async clear(lastNumber: number): Promise<number> {
    const kept = await this.list();
    const left = withoutNotes(kept, lastNumber);
    await this.ctx.storage.put("kept", left);
    return kept.notes.length - left.notes.length;
  }
}
