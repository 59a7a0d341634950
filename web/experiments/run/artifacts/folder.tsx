import { Button } from "@mantine/core";
import { IconFile, IconFolder } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef, type KeyboardEvent } from "react";
import { api } from "../../../data/api.ts";
import { useText } from "../../../i18n/use-text.ts";
import { PageProblem } from "../../../parts/problem.tsx";
import { PartSkeleton } from "../../../parts/skeletons.tsx";
import { type ArtifactPlace, folderOf, nameOf } from "./place.ts";

const entriesAtOnce = 200;

/** What lies in a folder: folders open, files are shown beside. Arrow keys walk, left goes up. */
export function Folder(props: {
  place: ArtifactPlace;
  file: string;
  onFolder: (path: string) => void;
  onFile: (path: string) => void;
}) {
  const { place, file, onFolder, onFile } = props;
  const { t, format } = useText();
  const list = useRef<HTMLUListElement>(null);
  const query = useInfiniteQuery({
    queryKey: ["experiments", "artifacts", place],
    queryFn: ({ pageParam }) =>
      api.experiments.artifacts({
        params: { id: place.runId },
        query: {
          path: place.path,
          limit: entriesAtOnce,
          ...(place.modelId === undefined ? {} : { model: place.modelId }),
          ...(pageParam === "" ? {} : { cursor: pageParam }),
        },
      }),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  if (query.data === undefined) {
    return query.error === null ? <PartSkeleton height={160} /> : <PageProblem error={query.error} />;
  }
  const entries = query.data.pages.flatMap((page) => page.entries);
  const walk = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (event.key === "ArrowDown") buttons[Math.min(at + 1, buttons.length - 1)]?.focus();
    else if (event.key === "ArrowUp") buttons[Math.max(at - 1, 0)]?.focus();
    else if (event.key === "Home") buttons[0]?.focus();
    else if (event.key === "End") buttons.at(-1)?.focus();
    else if (event.key === "ArrowRight") buttons[at]?.click();
    else if (event.key === "ArrowLeft" && place.path !== "") onFolder(folderOf(place.path));
    else return;
    event.preventDefault();
  };
  return (
    <div className="folder">
      <Crumbs path={place.path} onFolder={onFolder} />
      {entries.length === 0 ? <p className="dim">{t("run.artifacts.empty")}</p> : null}
      <ul ref={list} className="folder-list" onKeyDown={walk}>
        {entries.map(({ path: name, isFolder, bytes }) => {
          const path = place.path === "" ? name : `${place.path}/${name}`;
          return (
            <li key={name}>
              <button
                type="button"
                aria-current={path === file ? "true" : undefined}
                onClick={() => (isFolder ? onFolder(path) : onFile(path))}
              >
                {isFolder ? (
                  <IconFolder size={15} aria-label={t("run.artifacts.folder")} />
                ) : (
                  <IconFile size={15} aria-hidden="true" />
                )}
                <span className="clip" title={name}>
                  {name}
                </span>
                {bytes === null ? null : <span className="small dim">{format.bytes(bytes)}</span>}
              </button>
            </li>
          );
        })}
      </ul>
      {query.hasNextPage ? (
        <Button
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("run.artifacts.moreEntries")}
        </Button>
      ) : null}
    </div>
  );
}

function Crumbs({ path, onFolder }: { path: string; onFolder: (path: string) => void }) {
  const { t } = useText();
  const parts = path === "" ? [] : path.split("/");
  return (
    <nav aria-label={t("run.artifacts.path")} className="crumbs">
      <ol>
        {["", ...parts].map((part, index) => {
          const to = parts.slice(0, index).join("/");
          const isHere = index === parts.length;
          return (
            <li key={to}>
              <button
                type="button"
                aria-current={isHere ? "location" : undefined}
                onClick={() => onFolder(to)}
              >
                {index === 0 ? t("run.artifacts.root") : nameOf(part)}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
