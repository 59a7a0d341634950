import { ActionIcon, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useText } from "../i18n/use-text.ts";
import { shortId } from "./short-id.ts";

/** Puts a text on the clipboard and says that it did. */
export function Copy({ text, label }: { text: string; label: string }) {
  const { t } = useText();
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={copied ? t("common.copied") : label}
          title={copied ? t("common.copied") : label}
          onClick={copy}
        >
          {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
        </ActionIcon>
      )}
    </CopyButton>
  );
}

/** Prefix and first characters of an id, the whole of it on hover and in the clipboard. */
export function ShortId({ id }: { id: string }) {
  const { t } = useText();
  return (
    <span className="short-id">
      <code title={id}>{shortId(id)}</code>
      <Copy text={id} label={t("common.copyId", { id })} />
    </span>
  );
}

/** A command of the CLI that does the same as the page. */
export function Command({ text, block = false }: { text: string; block?: boolean }) {
  const { t } = useText();
  return (
    <span className={block ? "command block" : "command"}>
      <code>{text}</code>
      <Copy text={text} label={t("common.copyCommand")} />
    </span>
  );
}
