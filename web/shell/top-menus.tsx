import { ActionIcon, Menu, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from "@tabler/icons-react";
import { chooseLanguage } from "../i18n/i18n.ts";
import { languages } from "../i18n/preferred-language.ts";
import { useText } from "../i18n/use-text.ts";

/** Language and theme. */
export function TopMenus() {
  return (
    <>
      <LanguageMenu />
      <ThemeMenu />
    </>
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
