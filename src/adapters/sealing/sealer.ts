import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Sealer } from "../../ports/sealer.ts";
import { keyOf } from "./key-file.ts";

const cipher = "aes-256-gcm";
/** NIST SP 800-38D: 96 random bits, a tag of 128 bits. */
const nonceBytes = 12;
const tagBytes = 16;
const format = "v1";

/** AES-256-GCM under a key file, which is made when the first secret comes. Sealed: `v1.` and base64 of nonce, tag, text. */
export function openSealer(keyPath: string): Sealer {
  return {
    async seal(plain, context) {
      const nonce = randomBytes(nonceBytes);
      const sealing = createCipheriv(cipher, await keyOf(keyPath), nonce).setAAD(Buffer.from(context));
      const text = Buffer.concat([sealing.update(plain, "utf8"), sealing.final()]);
      return `${format}.${Buffer.concat([nonce, sealing.getAuthTag(), text]).toString("base64")}`;
    },
    async open(sealed, context) {
      const [version, text = ""] = sealed.split(".");
      const bytes = Buffer.from(text, "base64");
      if (version !== format || bytes.length < nonceBytes + tagBytes)
        throw fail("storage/cannot-unseal", { path: keyPath });
      const key = await keyOf(keyPath);
      try {
        const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes))
          .setAAD(Buffer.from(context))
          .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        const rest = bytes.subarray(nonceBytes + tagBytes);
        return Buffer.concat([opening.update(rest), opening.final()]).toString("utf8");
      } catch (error) {
        throw fail("storage/cannot-unseal", { path: keyPath }, error);
      }
    },
  };
}
