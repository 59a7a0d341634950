import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from "@mantine/core";
import {
  IconCheck,
  IconDeviceDesktop,
  IconLanguage,
  IconMenu2,
  IconMoon,
  IconSearch,
  IconSun,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { ask } from "../data/api.ts";
import { useLive } from "../data/use-live.tsx";
import { chooseLanguage, languages } from "../i18n/i18n.ts";
import { useText } from "../i18n/use-text.ts";
import { Link } from "../parts/link.tsx";
import { StateMark } from "../parts/state.tsx";
import { paths } from "./paths.ts";

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
        <button className="search-button" type="button" aria-label={t("shell.search")} onClick={onSearch}>
          <IconSearch size={14} aria-hidden="true" />
          <span>{t("shell.search")}</span>
          <kbd>{t("shell.searchKeys")}</kbd>
        </button>
        <LanguageMenu />
        <ThemeMenu />
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
    <Tooltip label={say(`live.${live}.explain`)}>
      <span className="live" role="status" aria-label={t("live.label", { state: say(`live.${live}`) })}>
        <StateMark tone={tone} size={10} />
        <span className="word" aria-hidden="true">
          {say(`live.${live}`)}
        </span>
      </span>
    </Tooltip>
  );
}

function LanguageMenu() {
  const { t, say, language } = useText();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("shell.language")}>
          <IconLanguage size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {languages.map((name) => (
          <Menu.Item
            key={name}
            lang={name}
            leftSection={<Chosen isChosen={name === language} />}
            onClick={() => void chooseLanguage(name)}
          >
            {say(`language.${name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const themeIcons = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop } as const;

function ThemeMenu() {
  const { t, say } = useText();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = themeIcons[colorScheme];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("shell.theme")}>
          <Icon size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(["light", "dark", "auto"] as const).map((name) => (
          <Menu.Item
            key={name}
            leftSection={<Chosen isChosen={name === colorScheme} />}
            onClick={() => setColorScheme(name)}
          >
            {say(`theme.${name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Chosen({ isChosen }: { isChosen: boolean }) {
  return isChosen ? <IconCheck size={14} /> : <span style={{ width: 14, display: "inline-block" }} />;
}
