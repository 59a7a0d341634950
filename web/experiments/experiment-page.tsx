import type { Experiment } from "../../src/contract/records/experiments.ts";
import { ask } from "../data/api.ts";
import { useParam } from "../data/use-url.ts";
import { useText } from "../i18n/use-text.ts";
import { Entity } from "../parts/entity.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { paths } from "../shell/paths.ts";
import { DeleteExperiment } from "./delete-experiment.tsx";
import { RunsTable } from "./runs-table/runs-table.tsx";

/** Which run is best, and why? */
export function ExperimentPage() {
  const id = useParam("id");
  return (
    <Loaded query={ask("experiments", "show", { params: { id } })}>
      {(experiment) => <ExperimentView key={experiment.id} experiment={experiment} />}
    </Loaded>
  );
}

function ExperimentView({ experiment }: { experiment: Experiment }) {
  const { t } = useText();
  const { name } = experiment;
  return (
    <>
      <Entity
        kind={t("experiments.one")}
        name={name}
        command={`prumo experiment show ${name}`}
        actions={<DeleteExperiment id={experiment.id} />}
        lineage={[
          { label: t("nav.pipelines"), to: paths.pipelines },
          { label: name, here: true },
          { label: t("nav.models"), to: paths.models },
        ]}
      />
      <RunsTable experiment={experiment} />
    </>
  );
}
