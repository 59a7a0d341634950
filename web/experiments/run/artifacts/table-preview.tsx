import { queryOptions } from "@tanstack/react-query";
import { api } from "../../../data/api.ts";
import { useText } from "../../../i18n/use-text.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import type { ArtifactPlace } from "./place.ts";

/** The first rows of a table, as the server has read them. */
export function TablePreview({ place, name }: { place: ArtifactPlace; name: string }) {
  const { t, format } = useText();
  const query = queryOptions({
    queryKey: ["artifact-head", place] as readonly unknown[],
    queryFn: () =>
      api.experiments.artifactHead({
        params: { id: place.runId },
        query: { path: place.path, ...(place.modelId === undefined ? {} : { model: place.modelId }) },
      }),
    retry: false,
    gcTime: 0,
  });
  return (
    <Loaded query={query} height={240}>
      {({ columns, columnCount, rows, rowCount }) => (
        <>
          <p className="small dim">
            {rowCount === null
              ? t("run.table.head", { count: rows.length, shown: format.integer(rows.length) })
              : t("run.table.headOf", { shown: format.integer(rows.length), all: format.integer(rowCount) })}
            {columnCount > columns.length
              ? ` · ${t("run.table.columnsOf", { shown: format.integer(columns.length), all: format.integer(columnCount) })}`
              : ""}
          </p>
          <div className="table-box table-head" tabIndex={0} role="group" aria-label={name}>
            <table className="table">
              <caption className="hidden">{name}</caption>
              <thead>
                <tr>
                  {columns.map(({ name: column, type }, index) => (
                    <th key={index} scope="col">
                      {column}
                      {type === "VARCHAR" ? null : <span className="column-type">{type}</span>}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row, at) => (
                  <tr key={at}>
                    {row.map((cell, index) => (
                      <td key={index}>{cell ?? <span className="dim">–</span>}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Loaded>
  );
}
