import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { Kysely } from "kysely";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { BlobRef, BlobStore } from "../../../ports/blob-store.ts";
import type { ExperimentsDeps } from "../surface.ts";
import type { ExperimentsTables } from "../tables.ts";
import { linkArtifacts } from "./artifact-store.ts";

/** Most parts of one upload, as S3 has it. */
const mostParts = 10_000;

/** Files that come in parts, in any order and several at once; a part sent again replaces the one before. */
export interface Uploads {
  /** Answers the id of the upload. */
  begin(path: string, parts: number): Promise<string>;
  part(id: string, part: number, bytes: Readable): Promise<BlobRef>;
  /** Joins the parts, in order, to the file. Done again, it changes nothing. */
  complete(id: string, path: string): Promise<void>;
  abort(id: string, path: string): Promise<void>;
}

export function uploads(deps: ExperimentsDeps): Uploads {
  const { meta, blobs, clock } = deps;
  const found = async (id: string) =>
    meta
      .read<ExperimentsTables>()
      .selectFrom("artifact_uploads")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirst();
  /** An upload that goes on is not abandoned; one that was removed takes nothing more. */
  const touch = async (db: Kysely<ExperimentsTables>, id: string, path: string) => {
    const { numUpdatedRows } = await db
      .updateTable("artifact_uploads")
      .set({ touched_at: clock.now() })
      .where("id", "=", id)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw fail("experiments/no-upload", { id: id.slice(0, 100), path });
  };
  const remove = (id: string) =>
    meta.write<ExperimentsTables, void>(async ({ db }) => {
      await db.deleteFrom("artifact_upload_parts").where("upload_id", "=", id).execute();
      await db.deleteFrom("artifact_uploads").where("id", "=", id).execute();
    });
  const opened = async (id: string, path: string) => {
    const upload = await found(id);
    if (upload?.path !== path) throw fail("experiments/no-upload", { id: id.slice(0, 100), path });
    return upload;
  };
  return {
    async begin(path, parts) {
      if (!Number.isInteger(parts) || parts < 1 || parts > mostParts) {
        throw fail("experiments/bad-upload", {
          path,
          problem: `it is to have 1 to ${mostParts} parts, not ${parts}`,
        });
      }
      const id = randomUUID();
      await meta.write<ExperimentsTables, void>(async ({ db }) => {
        await db
          .insertInto("artifact_uploads")
          .values({ id, path, parts, started_at: clock.now(), touched_at: null })
          .execute();
      });
      return id;
    },
    async part(id, part, bytes) {
      const upload = await found(id);
      if (upload === undefined || !(part >= 1 && part <= upload.parts)) {
        throw fail("experiments/no-upload", { id: id.slice(0, 100), path: `part ${part}` });
      }
      return blobs.naming(async () => {
        const ref = await blobs.put(bytes);
        await meta.write<ExperimentsTables, void>(async (tx) => {
          await touch(tx.db, id, `part ${part}`);
          await tx.insert(
            "artifact_upload_parts",
            ["upload_id", "part", "sha256", "bytes"],
            [[id, part, ref.sha256, ref.bytes]],
            { columns: ["upload_id", "part"], update: ["sha256", "bytes"] },
          );
        });
        return ref;
      });
    },
    async complete(id, path) {
      const upload = await opened(id, path);
      await meta.write<ExperimentsTables, void>(({ db }) => touch(db, id, path));
      const parts = await meta
        .read<ExperimentsTables>()
        .selectFrom("artifact_upload_parts")
        .selectAll()
        .where("upload_id", "=", id)
        .orderBy("part")
        .execute();
      if (parts.length !== upload.parts) {
        throw fail("experiments/bad-upload", {
          path,
          problem: `${parts.length} of ${upload.parts} parts have come`,
        });
      }
      await blobs.naming(async () => {
        const ref = await blobs.put(Readable.from(joined(blobs, parts), { objectMode: false }));
        await meta.write<ExperimentsTables, void>((tx) => linkArtifacts(tx, clock.now(), [{ ...ref, path }]));
      });
      await remove(id);
    },
    async abort(id, path) {
      await opened(id, path);
      await remove(id);
    },
  };
}

async function* joined(
  blobs: BlobStore,
  parts: readonly { readonly sha256: string }[],
): AsyncGenerator<Buffer> {
  for (const { sha256 } of parts) {
    for await (const chunk of await blobs.stream(sha256)) yield chunk as Buffer;
  }
}
