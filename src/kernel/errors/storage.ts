import type { ErrorEntry } from "./prumo-error.ts";

export const storageErrors = {
  "storage/corrupt": {
    status: 500,
    message: "The store {path} is damaged: {reason}",
    repair:
      "Stop prumo and restore {path} (with its -wal file) from a backup; or move it away and start again: records are lost, blobs and tables stay.",
  },
  "storage/disk-full": {
    status: 507,
    message: "There is no space left to write to {path}; nothing was half written.",
    repair: "Free space on the disk that holds {path}, then repeat the command; unfinished runs resume.",
  },
  "storage/read-only": {
    status: 500,
    message: "{path} cannot be written: {reason}",
    repair: "Give the user that runs prumo the right to write to {path}.",
  },
  "storage/cannot-open": {
    status: 500,
    message: "{path} cannot be opened: {reason}",
    repair: "See that {path} exists, is of the right kind and may be read by the user that runs prumo.",
  },
  "storage/busy": {
    status: 503,
    message: "Another process held the store {path} for more than {seconds} s.",
    repair: "Wait for the other prumo command to finish, or stop it, and try again.",
  },
  "storage/newer-schema": {
    status: 500,
    message:
      "{path} was written by a newer prumo: it has the migration {migration}, which this one does not know.",
    repair: "Upgrade prumo, or point the project at another .prumo directory.",
  },
  "storage/migration-edited": {
    status: 500,
    message: "The migration {migration} differs from the one that {path} was built with.",
    repair: "Leave released migrations as they are and add a new one; or move {path} away and start afresh.",
  },
  "storage/constraint": {
    status: 409,
    message: "A record was refused by the store: {reason}",
    repair: "Read the record again; someone else wrote it in the meantime.",
  },
  "storage/nested-write": {
    status: 500,
    message: "A write was asked for inside another write, which would wait for itself.",
    repair: "Use the transaction that is open, or write after it has ended.",
  },
  "storage/closed": {
    status: 503,
    message: "The store {path} is closed.",
    repair: "Start prumo again.",
  },
  "storage/cannot-unseal": {
    status: 500,
    message: "A secret cannot be read with the key {path}.",
    repair: "Restore {path} from a backup, or give the secret again.",
  },
  "storage/key-readable": {
    status: 500,
    message: "The key {path} can be read by other users of this machine.",
    repair: "Run `chmod 600 {path}`, and give the secrets that it keeps anew if others may have read it.",
  },
  "storage/blob-missing": {
    status: 404,
    message: "The blob {sha256} is not in the store.",
    repair:
      "Restore .prumo/blobs from a backup, or run the pipeline that made it again with its cache cleared.",
  },
  "storage/blob-corrupt": {
    status: 500,
    message: "The blob {sha256} holds other bytes than its name says.",
    repair: "Delete {path} and restore it from a backup, or make it again; then check the disk.",
  },
  "storage/blob-too-large": {
    status: 413,
    message: "A blob has more than the {limitBytes} bytes that are allowed.",
    repair: "Write it in smaller parts, or raise the limit (maxBytes).",
  },
  "storage/bad-digest": {
    status: 422,
    message: "{digest} is not a SHA-256 in 64 lower-case hex digits.",
    repair: "Use the digest that the store gave when the bytes were put.",
  },
} as const satisfies Record<string, ErrorEntry>;
