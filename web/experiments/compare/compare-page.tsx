import "@mantine/core/styles/Pill.css";
import "@mantine/core/styles/PillsInput.css";
import "../../styles/compare.css";
import { useMemo, useState } from "react";
import { mostCompared } from "../../../src/contract/most-compared.ts";
import type { Run } from "../../../src/contract/records/experiments.ts";
import { ask } from "../../data/api.ts";
import { useUrlState } from "../../data/use-url.ts";
import { useText } from "../../i18n/use-text.ts";
import { Empty } from "../../parts/empty.tsx";
import { PageHead } from "../../parts/entity.tsx";
import { Link } from "../../parts/link.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { paths } from "../../shell/paths.ts";
import { askRuns } from "./ask-compare.ts";
import { readChosenRuns } from "./chosen-runs.ts";
import { CodeSection } from "./code-section.tsx";
import { ComparisonProvider, useCompared } from "./comparison.tsx";
import { CurvesSection } from "./curves-section.tsx";
import { DifferencesSection } from "./differences-section.tsx";
import { createFocus, FocusContext } from "./focus.tsx";
import { Lazy } from "./lazy.tsx";
import { ParallelSection } from "./parallel-section.tsx";
import { RunsBar } from "./runs-bar.tsx";
import { ScatterSection } from "./scatter-section.tsx";

/** What made the difference between these runs? */
export function ComparePage() {
  const [runsText] = useUrlState("runs");
  const [experiment] = useUrlState("experiment");
  const [filter] = useUrlState("filter");
  const [order] = useUrlState("order");
  const chosen = useMemo(() => readChosenRuns(runsText), [runsText]);
  if (chosen.ids.length > 0) {
    return (
      <Loaded query={askRuns(chosen.ids)}>
        {({ items, missing }) => (
          <Compare runs={items} missing={[...missing, ...chosen.refused]} leftOut={chosen.leftOut} />
        )}
      </Loaded>
    );
  }
  if (experiment === "") return <Compare runs={[]} missing={chosen.refused} leftOut={0} />;
  return (
    <Loaded
      query={ask("experiments", "search", {
        query: { experiment, limit: mostCompared, ...(filter && { filter }), ...(order && { order }) },
      })}
    >
      {({ items }) => <Compare runs={items} missing={[]} leftOut={0} />}
    </Loaded>
  );
}

function Compare({
  runs,
  missing,
  leftOut,
}: {
  runs: readonly Run[];
  missing: readonly string[];
  leftOut: number;
}) {
  const { t } = useText();
  const title = runs.length < 2 ? t("compare.title.none") : t("compare.title", { count: runs.length });
  return (
    <>
      <PageHead title={title} lead={t("compare.lead")} />
      <Notices runs={runs} missing={missing} leftOut={leftOut} />
      {runs.length < 2 ? <TooFew runs={runs} /> : <Sections runs={runs} />}
    </>
  );
}

function Notices(props: { runs: readonly Run[]; missing: readonly string[]; leftOut: number }) {
  const { t } = useText();
  const deleted = props.runs.filter(({ isDeleted }) => isDeleted).length;
  const names = props.missing.slice(0, 5).map((id) => id.slice(0, 40));
  return (
    <>
      {props.missing.length === 0 ? null : (
        <p className="compare-notice wrap-anywhere" role="status">
          {t("compare.missing", { count: props.missing.length, ids: names.join(", ") })}
          {props.missing.length > names.length ? " …" : ""}
        </p>
      )}
      {props.leftOut === 0 ? null : (
        <p className="compare-notice" role="status">
          {t("compare.leftOut", { count: props.leftOut, most: mostCompared })}
        </p>
      )}
      {deleted === 0 ? null : (
        <p className="compare-notice" role="status">
          {t("compare.deleted", { count: deleted })}
        </p>
      )}
    </>
  );
}

function TooFew({ runs }: { runs: readonly Run[] }) {
  const { t } = useText();
  const [only] = runs;
  return (
    <div className="stack">
      <Empty text={t("compare.few")} />
      <p>
        {only === undefined ? (
          <Link to={paths.experiments}>{t("nav.experiments")}</Link>
        ) : (
          <>
            <Link to={paths.run(only.id)}>{only.name}</Link> ·{" "}
            <Link to={paths.experiment(only.experimentId)}>{only.experiment}</Link>
          </>
        )}
      </p>
    </div>
  );
}

function Sections({ runs }: { runs: readonly Run[] }) {
  const comparison = useCompared(runs);
  const [focus] = useState(createFocus);
  return (
    <FocusContext value={focus}>
      <ComparisonProvider value={comparison}>
        <div className="stack">
          <RunsBar />
          <CurvesSection />
          <Lazy height={420}>
            <ParallelSection />
          </Lazy>
          <Lazy height={560}>
            <ScatterSection />
          </Lazy>
          <Lazy height={480}>
            <DifferencesSection />
          </Lazy>
          <Lazy height={300}>
            <CodeSection />
          </Lazy>
        </div>
      </ComparisonProvider>
    </FocusContext>
  );
}
