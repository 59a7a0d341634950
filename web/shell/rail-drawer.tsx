import { Drawer } from "@mantine/core";
import { useText } from "../i18n/use-text.ts";
import { Rail } from "./rail.tsx";

/** The rail on narrow screens. */
export function RailDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  return (
    <Drawer
      opened
      onClose={onClose}
      size={240}
      title={t("shell.stations")}
      className="drawer-rail"
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Rail />
    </Drawer>
  );
}
