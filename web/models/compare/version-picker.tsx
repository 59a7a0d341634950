import { ActionIcon, Select } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useMemo } from "react";
import type { RegisteredVersion } from "../../../src/contract/records/models.ts";
import { useText } from "../../i18n/use-text.ts";
import { mostVersions } from "./choose-versions.ts";

/** Which versions are compared, and which of them the others are held against: the first. */
export function VersionPicker(props: {
  versions: readonly RegisteredVersion[];
  aliases: Readonly<Record<string, number>>;
  chosen: readonly number[];
  onChoose: (versions: readonly number[]) => void;
}) {
  const { t } = useText();
  const { versions, aliases, chosen, onChoose } = props;
  const nameOf = useMemo(() => {
    const byVersion = Map.groupBy(Object.entries(aliases), ([, version]) => version);
    return (version: number) => {
      const names = byVersion.get(version)?.map(([alias]) => alias) ?? [];
      return names.length === 0 ? `v${version}` : `v${version} (${names.join(", ").slice(0, 60)})`;
    };
  }, [aliases]);
  const others = useMemo(
    () =>
      versions
        .filter(({ version }) => !chosen.includes(version))
        .map(({ version }) => ({ value: String(version), label: nameOf(version) })),
    [versions, chosen, nameOf],
  );
  const options = chosen.map((version) => ({ value: String(version), label: nameOf(version) }));
  return (
    <div className="version-picker panel">
      {chosen.length === 0 ? null : (
        <Select
          label={t("registry.compare.against")}
          data={options}
          value={String(chosen[0])}
          allowDeselect={false}
          onChange={(value) => {
            const first = Number(value);
            onChoose([first, ...chosen.filter((version) => version !== first)]);
          }}
        />
      )}
      <ul className="tags" aria-label={t("registry.compare.compared")}>
        {chosen.slice(1).map((version) => (
          <li key={version}>
            <span>{nameOf(version)}</span>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t("registry.compare.remove", { version })}
              disabled={chosen.length <= 2}
              onClick={() => onChoose(chosen.filter((each) => each !== version))}
            >
              <IconX size={13} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {chosen.length >= mostVersions || others.length === 0 ? null : (
        <Select
          label={t("registry.compare.add")}
          placeholder={t("registry.compare.addHint")}
          data={others}
          value={null}
          searchable
          limit={100}
          onChange={(value) => {
            if (value !== null) onChoose([...chosen, Number(value)]);
          }}
        />
      )}
    </div>
  );
}
