import type { Run } from "../../src/contract/records/experiments.ts";
import { api } from "../data/api.ts";
import { useText } from "../i18n/use-text.ts";
import { Deletable } from "./deletable.tsx";

/** For the head of a run's page. */
export function DeleteRun({ run }: { run: Pick<Run, "id" | "name" | "isDeleted"> }) {
  const { t } = useText();
  const params = { id: run.id };
  return (
    <Deletable
      isDeleted={run.isDeleted}
      title={t("deletion.run.title", { name: run.name })}
      explain={t("deletion.run.explain")}
      deleted={t("deletion.run.deleted")}
      act={() => api.experiments.deleteRun({ params })}
      restore={() => api.experiments.restoreRun({ params })}
    />
  );
}
