import { useNavigate } from "@tanstack/react-router";
import { api } from "../../data/api.ts";
import { useText } from "../../i18n/use-text.ts";
import { ConfirmButton } from "../../parts/confirm.tsx";
import { Command } from "../../parts/copy.tsx";
import { paths } from "../../shell/paths.ts";
import { page, useRefresh } from "./use-refresh.ts";

/** For good: its number stays used, and its history and evidence stay. */
export function DeleteVersion({ model, version }: { model: string; version: number }) {
  const { t } = useText();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const name = `${model} v${version}`;
  return (
    <ConfirmButton
      label={t("registry.delete")}
      title={t("registry.delete.title", { name })}
      explain={t("registry.delete.version")}
      name={name}
      danger
      withoutReason
      fields={<Command block text={`prumo model delete ${model} ${version} --yes`} />}
      act={async () => {
        await api.models.deleteVersion({
          params: { name: model, version: String(version) },
          body: { by: page },
        });
        await navigate({ to: paths.model(model) });
        await refresh();
      }}
    />
  );
}

/** For good, with all versions; the name can be used again, and its history stays. */
export function DeleteModel({ name }: { name: string }) {
  const { t } = useText();
  const refresh = useRefresh();
  const navigate = useNavigate();
  return (
    <ConfirmButton
      label={t("registry.delete")}
      title={t("registry.delete.title", { name })}
      explain={t("registry.delete.model")}
      name={name}
      danger
      withoutReason
      fields={<Command block text={`prumo model delete ${name} --yes`} />}
      act={async () => {
        await api.models.delete({ params: { name }, body: { by: page } });
        await navigate({ to: paths.modelHistory(name) });
        await refresh();
      }}
    />
  );
}
