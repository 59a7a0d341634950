import { useMemo } from "react";
import type { ModelVersion, Signature } from "../../src/contract/records/models.ts";
import { useText } from "../i18n/use-text.ts";
import { Copy } from "../parts/copy.tsx";
import { DataTable, type Column } from "../parts/table/data-table.tsx";

type File = ModelVersion["files"][number];

/** The files that make up the version, each with its SHA-256. */
export function PackageFiles({ files }: { files: readonly File[] }) {
  const { t, format } = useText();
  const columns = useMemo(
    (): readonly Column<File>[] => [
      {
        key: "path",
        label: t("common.name"),
        value: ({ path }) => path,
        show: ({ path }) => <code>{path}</code>,
      },
      {
        key: "size",
        label: t("common.size"),
        value: ({ bytes }) => bytes,
        show: ({ bytes }) => format.bytes(bytes),
        isNumber: true,
      },
      {
        key: "sha256",
        label: "SHA-256",
        value: ({ sha256 }) => sha256,
        show: ({ sha256 }) => (
          <span className="short-id">
            <code>{sha256}</code>
            <Copy text={sha256} label={t("common.copyId", { id: sha256.slice(0, 12) })} />
          </span>
        ),
      },
    ],
    [t, format],
  );
  return (
    <DataTable
      name="files"
      title={t("model.files")}
      columns={columns}
      rows={files}
      id={({ path }) => path}
      isPlain
    />
  );
}

/** Raw columns in, prediction out. */
export function SignatureTable({ signature }: { signature: Signature }) {
  const { t } = useText();
  const columns = useMemo(
    (): readonly Column<Signature["inputs"][number]>[] => [
      {
        key: "name",
        label: t("model.input"),
        value: ({ name }) => name,
        show: ({ name }) => <code>{name}</code>,
      },
      { key: "type", label: t("model.type"), value: ({ type }) => type },
    ],
    [t],
  );
  return (
    <>
      <p className="dim">
        {t("model.target")}: <code>{signature.target.name}</code> ({signature.target.kind})
      </p>
      <DataTable
        name="inputs"
        title={t("model.signature")}
        columns={columns}
        rows={signature.inputs}
        id={({ name }) => name}
        isPlain
      />
    </>
  );
}
