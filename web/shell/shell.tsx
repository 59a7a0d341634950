import { Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useText } from "../i18n/use-text.ts";
import { Rail } from "./rail.tsx";
import { TopBar } from "./top-bar.tsx";

const RailDrawer = lazy(async () => ({ default: (await import("./rail-drawer.tsx")).RailDrawer }));
const Palette = lazy(async () => ({ default: (await import("./palette.tsx")).Palette }));

/** What every page stands in: the way past it, the bar, the rail of stations, and the page. */
export function Shell() {
  const { t } = useText();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => setMenuOpen(false), [pathname]);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setPaletteOpen((isOpen) => !isOpen);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
  return (
    <div className="shell">
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t("shell.skip")}
      </a>
      <TopBar onMenu={() => setMenuOpen(true)} onSearch={() => setPaletteOpen(true)} />
      <Rail />
      {isMenuOpen ? (
        <Suspense>
          <RailDrawer onClose={() => setMenuOpen(false)} />
        </Suspense>
      ) : null}
      <main className="main" id="main" tabIndex={-1} ref={main}>
        <Outlet />
      </main>
      {isPaletteOpen ? (
        <Suspense>
          <Palette onClose={() => setPaletteOpen(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
