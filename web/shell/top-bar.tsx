import { ActionIcon } from "@mantine/core";
import { IconMenu2, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { ask } from "../data/api.ts";
import { useLive } from "../data/use-live.tsx";
import { useText } from "../i18n/use-text.ts";
import { Link } from "../parts/link.tsx";
import { StateMark } from "../parts/state.tsx";
import { paths } from "./paths.ts";

// Menus bring the floating layer with them; the page need not wait for that.
const TopMenus = lazy(async () => ({ default: (await import("./top-menus.tsx")).TopMenus }));

export function TopBar({ onMenu, onSearch }: { onMenu: () => void; onSearch: () => void }) {
  const { t } = useText();
  const { data } = useQuery({ ...ask("house", "health"), staleTime: Infinity });
  return (
    <header className="top">
      <ActionIcon
        className="burger"
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t("shell.openMenu")}
        onClick={onMenu}
      >
        <IconMenu2 size={18} />
      </ActionIcon>
      <Link className="brand" to={paths.flow} exact>
        <Plumb />
        <span className="word">{t("shell.brand")}</span>
      </Link>
      {data === undefined ? null : <span className="project clip">{data.project}</span>}
      <div className="top-end">
        <LiveMark />
        <button className="search-button" type="button" onClick={onSearch}>
          <IconSearch size={14} aria-hidden="true" />
          <span>{t("shell.search")}</span>
          <kbd aria-hidden="true">{t("shell.searchKeys")}</kbd>
        </button>
        <span className="top-menus">
          <Suspense>
            <TopMenus />
          </Suspense>
        </span>
      </div>
    </header>
  );
}

/** A plumb line with its bob: the shape the name speaks of. */
function Plumb() {
  return (
    <svg width="14" height="22" viewBox="0 0 14 22" aria-hidden="true">
      <path d="M7 0v10" stroke="currentColor" strokeWidth="1.6" />
      <path d="M2 10h10l-1.4 6L7 22l-3.6-6z" fill="currentColor" />
    </svg>
  );
}

function LiveMark() {
  const { t, say } = useText();
  const live = useLive();
  const tone = live === "live" ? "ok" : live === "offline" ? "attention" : "empty";
  return (
    <span
      className="live"
      role="status"
      aria-label={t("live.label", { state: say(`live.${live}`) })}
      title={say(`live.${live}.explain`)}
    >
      <StateMark tone={tone} size={10} />
      <span className="word" aria-hidden="true">
        {say(`live.${live}`)}
      </span>
    </span>
  );
}
