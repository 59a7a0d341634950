import { ActionIcon, Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { api, ask } from "../../data/api.ts";
import { useText } from "../../i18n/use-text.ts";
import { Command } from "../../parts/copy.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { PageProblem } from "../../parts/problem.tsx";
import type { Done } from "../../parts/use-done.tsx";
import { useRefresh } from "./use-refresh.ts";

type Tagged = Readonly<Record<string, string>>;

/** Tags of a model, or of a version of it, each of which can be changed and taken away. */
export function Tags(props: { model: string; version?: number; tags?: Tagged; done: Done }) {
  const { model, version, tags, done } = props;
  if (tags !== undefined && version !== undefined) return <TagList {...{ model, version, tags, done }} />;
  return (
    <Loaded query={ask("models", "tags", { params: { name: model } })} height={60}>
      {(answer) => <TagList {...{ model, done }} tags={answer.tags} />}
    </Loaded>
  );
}

function TagList(props: { model: string; version?: number; tags: Tagged; done: Done }) {
  const { t } = useText();
  const { model, version, tags, done } = props;
  const refresh = useRefresh();
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const set = async (of: Readonly<Record<string, string | null>>) => {
    const body = { tags: { ...of }, ...(version === undefined ? {} : { version }) };
    await api.models.tag({ params: { name: model }, body });
    await refresh();
  };
  const changing = useMutation({
    mutationFn: async ({ name, to }: { name: string; to: string | null }) => {
      const before = Object.hasOwn(tags, name) ? (tags[name] ?? null) : null;
      await set({ [name]: to });
      setKey("");
      setValue("");
      done.tell(
        to === null ? t("registry.tag.removed", { key: name }) : t("registry.tag.set", { key: name }),
        () => set({ [name]: before }),
      );
    },
  });
  const of = version === undefined ? model : `${model} ${version}`;
  return (
    <div className="stack">
      {Object.keys(tags).length === 0 ? (
        <p className="dim">{t("registry.tags.none")}</p>
      ) : (
        <ul className="tags">
          {Object.entries(tags).map(([name, text]) => (
            <li key={name}>
              <span className="tag-key">{name}</span>
              <span className="tag-value pre-wrap">{text}</span>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t("registry.tag.remove", { key: name })}
                onClick={() => changing.mutate({ name, to: null })}
              >
                <IconX size={13} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <form
        className="tag-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim() !== "") changing.mutate({ name: key.trim(), to: value });
        }}
      >
        <TextInput
          aria-label={t("registry.tag.key")}
          placeholder={t("registry.tag.key")}
          value={key}
          maxLength={250}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <TextInput
          aria-label={t("registry.tag.value")}
          placeholder={t("registry.tag.value")}
          value={value}
          maxLength={100_000}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={key.trim() === ""} loading={changing.isPending}>
          {t("registry.tag.add")}
        </Button>
      </form>
      {changing.error === null ? null : <PageProblem error={changing.error} />}
      <Command text={`prumo model tag ${of} --set ${key.trim() || "owner"}=${value || "ana"}`} />
    </div>
  );
}
