import { ask, api } from "../data/api.ts";
import { useText } from "../i18n/use-text.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Deletable } from "./deletable.tsx";

/** For the head of an experiment's page. The experiment 0 is the one that clients take for granted. */
export function DeleteExperiment({ id }: { id: string }) {
  const { t } = useText();
  const params = { id };
  return (
    <Loaded query={ask("experiments", "show", { params })}>
      {({ name, isDeleted }) =>
        id === "0" && !isDeleted ? null : (
          <Deletable
            isDeleted={isDeleted}
            title={t("deletion.experiment.title", { name })}
            explain={t("deletion.experiment.explain")}
            deleted={t("deletion.experiment.deleted")}
            act={() => api.experiments.deleteExperiment({ params })}
            restore={() => api.experiments.restoreExperiment({ params })}
          />
        )
      }
    </Loaded>
  );
}
