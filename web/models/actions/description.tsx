import { Button, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../data/api.ts";
import { useText } from "../../i18n/use-text.ts";
import { Command } from "../../parts/copy.tsx";
import { PageProblem } from "../../parts/problem.tsx";
import type { Done } from "../../parts/use-done.tsx";
import { useRefresh } from "./use-refresh.ts";

/** What a model or a version is, in somebody's words, and the way to change them. */
export function Description(props: { model: string; version?: number; said: string | null; done: Done }) {
  const { t } = useText();
  const { model, version, said, done } = props;
  const refresh = useRefresh();
  const [text, setText] = useState<string | null>(null);
  const describe = async (description: string | null) => {
    const body = { description: description === "" ? null : description };
    await api.models.describe({
      params: { name: model },
      body: version === undefined ? body : { version, ...body },
    });
    await refresh();
  };
  const saving = useMutation({
    mutationFn: async (description: string) => {
      // What it said before is no longer to be had when the answer is here.
      const before = said;
      await describe(description);
      setText(null);
      done.tell(t("registry.describe.done"), () => describe(before));
    },
  });
  if (text === null) {
    return (
      <div className="described">
        {said === null ? (
          <p className="dim">{t("registry.describe.none")}</p>
        ) : (
          <p className="pre-wrap">{said}</p>
        )}
        <Button variant="default" size="compact-sm" onClick={() => setText(said ?? "")}>
          {t("registry.describe")}
        </Button>
      </div>
    );
  }
  const command = `prumo model describe ${model}${version === undefined ? "" : ` ${version}`} --text "…"`;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate(text);
      }}
    >
      <Textarea
        label={t("models.description")}
        value={text}
        maxLength={100_000}
        autosize
        minRows={2}
        maxRows={12}
        data-autofocus
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Command text={command} />
      {saving.error === null ? null : <PageProblem error={saving.error} />}
      <div className="row">
        <Button type="submit" loading={saving.isPending}>
          {t("registry.save")}
        </Button>
        <Button variant="default" onClick={() => setText(null)}>
          {t("common.cancel")}
        </Button>
      </div>
    </form>
  );
}
