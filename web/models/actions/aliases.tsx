import { Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { api } from "../../data/api.ts";
import { useText } from "../../i18n/use-text.ts";
import { ConfirmButton } from "../../parts/confirm.tsx";
import { Command } from "../../parts/copy.tsx";
import type { Done } from "../../parts/use-done.tsx";
import { page, useRefresh } from "./use-refresh.ts";

interface Of {
  readonly model: string;
  readonly version: number;
  /** Where each alias of the model points by now. */
  readonly all: Readonly<Record<string, number>>;
  readonly done: Done;
}

/** Points an alias at this version; the way back is where it pointed before. */
export function SetAlias({ model, version, all, done }: Of) {
  const { t } = useText();
  const refresh = useRefresh();
  const [alias, setAlias] = useState("");
  const before = all[alias];
  const act = async (reason: string) => {
    const params = { name: model, alias };
    const set = await api.models.setAlias({ params, body: { version, reason, by: page } });
    await refresh();
    if (!set.aliases.includes(alias)) {
      done.tell(t("registry.alias.rolling", { alias, version }));
      return;
    }
    done.tell(t("registry.alias.done", { alias, version }), async () => {
      const because = { reason: t("registry.undo.reason", { reason }), by: page };
      await (before === undefined
        ? api.models.deleteAlias({ params, body: because })
        : api.models.setAlias({ params, body: { version: before, ...because } }));
      await refresh();
    });
  };
  return (
    <ConfirmButton
      label={t("registry.alias.set")}
      title={t("registry.alias.title", { model, version })}
      explain={t("registry.alias.explain")}
      isReady={alias !== ""}
      fields={
        <>
          <TextInput
            label={t("registry.alias.name")}
            description={
              before === undefined ? t("registry.alias.new") : t("registry.alias.from", { version: before })
            }
            value={alias}
            maxLength={255}
            required
            autoComplete="off"
            list="aliases-of-model"
            onChange={(event) => setAlias(event.currentTarget.value.trim())}
          />
          <datalist id="aliases-of-model">
            {Object.keys(all).map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          <Command block text={`prumo model alias ${model} ${alias || "champion"} ${version} --reason "…"`} />
        </>
      }
      act={act}
    />
  );
}

/** Takes one of the aliases of this version away. */
export function RemoveAlias({ model, version, all, done }: Of) {
  const { t } = useText();
  const refresh = useRefresh();
  const own = Object.entries(all).flatMap(([alias, of]) => (of === version ? [alias] : []));
  const [chosen, setChosen] = useState("");
  const alias = own.includes(chosen) ? chosen : (own[0] ?? "");
  if (own.length === 0) return null;
  return (
    <ConfirmButton
      label={t("registry.alias.remove")}
      title={t("registry.alias.removeTitle", { model, version })}
      explain={t("registry.alias.removeExplain")}
      fields={
        <>
          <Select
            label={t("registry.alias.name")}
            data={own}
            value={alias}
            allowDeselect={false}
            onChange={(value) => setChosen(value ?? "")}
          />
          <Command block text={`prumo model alias ${model} ${alias} --delete --reason "…"`} />
        </>
      }
      act={async (reason) => {
        const params = { name: model, alias };
        await api.models.deleteAlias({ params, body: { reason, by: page } });
        await refresh();
        done.tell(t("registry.alias.removed", { alias, version }), async () => {
          const because = { reason: t("registry.undo.reason", { reason }), by: page };
          await api.models.setAlias({ params, body: { version, ...because } });
          await refresh();
        });
      }}
    />
  );
}
