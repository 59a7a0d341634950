import { NativeSelect } from "@mantine/core";
import type { RunKeys } from "../../../src/contract/records/experiments.ts";
import { useText } from "../../i18n/use-text.ts";
import { keyId } from "./columns.ts";

const mostOffered = 100;

/** What runs are grouped by: a parameter, a tag, the state or the user. */
export function GroupSelect(props: { keys: RunKeys; value: string; onChange: (group: string) => void }) {
  const { t } = useText();
  const { keys, value } = props;
  const offered = [
    "status",
    "user_id",
    ...keys.params.items.slice(0, mostOffered).map(({ key }) => keyId("param", key)),
    ...keys.tags.items.slice(0, mostOffered).map(({ key }) => keyId("tag", key)),
  ];
  const all = value === "" || offered.includes(value) ? offered : [...offered, value];
  return (
    <NativeSelect
      size="xs"
      aria-label={t("runs.group")}
      value={value}
      data={[
        { value: "", label: t("runs.group.by") },
        ...all.map((id) => ({ value: id, label: t("runs.group.byField", { field: id }) })),
      ]}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}
