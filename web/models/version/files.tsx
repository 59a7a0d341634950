import { Button } from "@mantine/core";
import { IconFile, IconFolder } from "@tabler/icons-react";
import { ask } from "../../data/api.ts";
import { useUrlState } from "../../data/use-url.ts";
import { useText } from "../../i18n/use-text.ts";
import { Link } from "../../parts/link.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { paths } from "../../shell/paths.ts";

/** What lies in the folder of a version; the run's page shows what is in the files. */
export function Files(props: { model: string; version: number; runId: string | null }) {
  const { t, format } = useText();
  const [folder, setFolder] = useUrlState("files");
  const params = { name: props.model, version: String(props.version) };
  const up = folder.includes("/") ? folder.slice(0, folder.lastIndexOf("/")) : "";
  return (
    <Loaded query={ask("models", "files", { params, query: { path: folder } })} height={80}>
      {({ place, entries }) =>
        place === "elsewhere" ? (
          <p className="dim">{t("registry.files.elsewhere")}</p>
        ) : (
          <div className="stack">
            {folder === "" ? null : (
              <div className="row">
                <Button variant="default" size="compact-sm" onClick={() => setFolder(up)}>
                  {t("registry.files.up")}
                </Button>
                <code>{folder}</code>
              </div>
            )}
            {entries.length === 0 ? <p className="dim">{t("registry.files.none")}</p> : null}
            <ul className="files">
              {entries.map(({ path, isFolder, bytes }) => (
                <li key={path}>
                  {isFolder ? <IconFolder size={15} aria-hidden /> : <IconFile size={15} aria-hidden />}
                  {isFolder ? (
                    <button
                      type="button"
                      className="as-link"
                      onClick={() => setFolder(folder === "" ? path : `${folder}/${path}`)}
                    >
                      {path}
                    </button>
                  ) : (
                    <span className="wrap-anywhere">{path}</span>
                  )}
                  <span className="small dim">{bytes === null ? "" : format.bytes(bytes)}</span>
                </li>
              ))}
            </ul>
            {props.runId === null ? null : <Link to={paths.run(props.runId)}>{t("registry.files.run")}</Link>}
          </div>
        )
      }
    </Loaded>
  );
}
