import { fail, type PrumoError } from "../../../kernel/errors/prumo-error.ts";
import { decodeFully } from "../../../kernel/percent-decoding.ts";

export interface AskedSource {
  readonly source: string;
  readonly runId?: string | undefined;
  readonly modelId?: string | undefined;
  /** Prompts are versions without files; their clients name a placeholder. */
  readonly isPrompt: boolean;
}
export interface ResolvedSource {
  readonly source: string;
  /** What `get-download-uri` answers. */
  readonly artifactRoot: string;
  readonly runId?: string | undefined;
  readonly modelId?: string | undefined;
}

export function badSource(source: string, problem: string, cause?: unknown): PrumoError {
  return fail("models/bad-source", { source: source.slice(0, 300), problem }, cause);
}

/** An address such as `s3://bucket/model`, taken apart; the parts of its path are decoded. */
export interface SourceAddress {
  /** In small letters; undefined for a path of this machine. */
  readonly scheme: string | undefined;
  readonly authority: string;
  readonly parts: readonly string[];
}

/**
 * Takes a source apart. Undefined when it has no absolute path, when a part is `.` or `..`, in the query as well, or
 * when a control character or a backslash stands in it, however often it is encoded (CVE-2025-11201, CVE-2026-2614).
 */
export function readSource(source: string): SourceAddress | undefined {
  const decoded = decodeFully(source);
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (decoded === undefined || /[\u0000-\u001f\u007f\\]/.test(decoded)) return undefined;
  if (decoded.split(/[/?#;&=]/).includes("..")) return undefined;
  const [, scheme, authority = "", path = ""] =
    /^(?:([a-z][a-z0-9+.-]+):)?(?:\/\/([^/?#]*))?([^?#]*)/i.exec(decoded) ?? [];
  const parts = path.split("/").filter((part) => part !== "");
  if (!path.startsWith("/") || parts.length === 0 || parts.includes(".")) return undefined;
  return { scheme: scheme?.toLowerCase(), authority: authority.toLowerCase(), parts };
}

/** Whether an address is another or lies below it; the names of folders are compared whole. */
export function isWithin(address: SourceAddress, root: SourceAddress | undefined): boolean {
  return (
    root !== undefined &&
    address.scheme === root.scheme &&
    address.authority === root.authority &&
    root.parts.every((part, index) => address.parts[index] === part)
  );
}

/** Whether a server of MLflow hands out what is there, so that the address stands for artifacts of a run. */
export function isProxied({ scheme, parts }: SourceAddress): boolean {
  if (scheme === "mlflow-artifacts") return true;
  return (scheme === "http" || scheme === "https") && parts.join("/").includes("mlflow-artifacts/artifacts");
}
