import { ActionIcon, Menu } from "@mantine/core";
import { IconDotsVertical } from "@tabler/icons-react";
import { aggregateNames } from "../../../src/engines/search/fields.ts";
import type { Aggregate } from "../../../src/engines/search/query.ts";
import { useText } from "../../i18n/use-text.ts";
import { labelOf } from "./column-label.ts";
import { metricId, type RunColumn } from "./columns.ts";
import type { View } from "./view.ts";

export interface ColumnActs {
  readonly sort: (order: string) => void;
  readonly replace: (id: string, by: string) => void;
  readonly pin: (id: string, isPinned: boolean) => void;
  readonly move: (id: string, by: -1 | 1) => void;
  readonly resize: (id: string, width: number) => void;
  readonly hide: (id: string) => void;
  readonly group: (id: string) => void;
}

const step = 40;

/** What one may do with a column, each of it by keyboard too. */
export function ColumnMenu(props: {
  column: RunColumn;
  isPinned: boolean;
  width: number;
  view: View;
  acts: ColumnActs;
}) {
  const text = useText();
  const { t } = text;
  const { column, isPinned, width, view, acts } = props;
  const { id } = column;
  const label = labelOf(column, text);
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          aria-label={t("runs.columnMenu", { column: label })}
        >
          <IconDotsVertical size={13} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {column.kind === "metric" ? (
          <>
            <Menu.Label>{t("runs.aggregate")}</Menu.Label>
            <Menu.RadioGroup
              value={column.aggregate}
              onChange={(aggregate) => acts.replace(id, metricId(column.key, aggregate as Aggregate))}
            >
              {aggregateNames.map((aggregate) => (
                <Menu.RadioItem key={aggregate} value={aggregate} closeMenuOnClick>
                  {t(`runs.aggregate.${aggregate}`)}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Divider />
          </>
        ) : null}
        {column.isSortable ? (
          <>
            <Menu.Item onClick={() => acts.sort(`${id} ASC`)}>{t("runs.sort.ascending")}</Menu.Item>
            <Menu.Item onClick={() => acts.sort(`${id} DESC`)}>{t("runs.sort.descending")}</Menu.Item>
          </>
        ) : null}
        {column.kind === "param" || column.kind === "tag" || id === "status" || id === "user_id" ? (
          <Menu.Item onClick={() => acts.group(view.group === id ? "" : id)}>
            {view.group === id ? t("runs.group.not") : t("runs.group.byThis")}
          </Menu.Item>
        ) : null}
        <Menu.Divider />
        <Menu.Item onClick={() => acts.pin(id, !isPinned)}>
          {isPinned ? t("runs.unpin") : t("runs.pin")}
        </Menu.Item>
        <Menu.Item onClick={() => acts.move(id, -1)}>{t("runs.moveLeft")}</Menu.Item>
        <Menu.Item onClick={() => acts.move(id, 1)}>{t("runs.moveRight")}</Menu.Item>
        <Menu.Item closeMenuOnClick={false} onClick={() => acts.resize(id, width + step)}>
          {t("runs.wider")}
        </Menu.Item>
        <Menu.Item closeMenuOnClick={false} onClick={() => acts.resize(id, width - step)}>
          {t("runs.narrower")}
        </Menu.Item>
        <Menu.Item onClick={() => acts.hide(id)}>{t("runs.hide")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
