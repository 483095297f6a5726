import { DurableObject } from "cloudflare:workers";
import type { Notes } from "./notes.ts";

/** The notes of one person, for endpoints that keep no session. */
export class UserNotes extends DurableObject<Env> implements Notes {
  async list(): Promise<string[]> {
    return (await this.ctx.storage.get<string[]>("notes")) ?? [];
  }

  async add(text: string): Promise<string[]> {
    const notes = [...(await this.list()), text];
    await this.ctx.storage.put("notes", notes);
    return notes;
  }

  async clear(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }
}
