import type { Prediction } from "../../src/contract/records/deployments.ts";
import { Interval } from "../charts/interval.tsx";
import { ask } from "../data/api.ts";
import { useParam } from "../data/use-url.ts";
import { useText } from "../i18n/use-text.ts";
import { Entity } from "../parts/entity.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Facts, Pairs, Panel } from "../parts/panel.tsx";
import { When } from "../parts/time.tsx";
import { shortId } from "../parts/short-id.ts";
import { paths } from "../shell/paths.ts";

/** What did it answer for this case, and was it right? */
export function PredictionPage() {
  const id = useParam("id");
  return (
    <Loaded query={ask("predictions", "show", { params: { id } })}>
      {(prediction) => <PredictionView prediction={prediction} />}
    </Loaded>
  );
}

function PredictionView({ prediction }: { prediction: Prediction }) {
  const { t, format } = useText();
  const { label, score } = prediction;
  const isChance = score >= 0 && score <= 1;
  return (
    <>
      <Entity
        kind={t("predictions.one")}
        name={shortId(prediction.id)}
        state={prediction.role}
        id={prediction.id}
        command={`prumo predict ${prediction.deployment}`}
        lineage={[
          {
            label: shortId(prediction.modelVersionId),
            to: paths.modelVersionById(prediction.modelVersionId),
          },
          { label: prediction.deployment, to: paths.deployment(prediction.deployment) },
          { label: shortId(prediction.id), here: true },
          { label: t("nav.monitors"), to: paths.monitors },
        ]}
        facts={
          <>
            <span>
              {t("predictions.event")}: {format.moment(prediction.at)}
            </span>
            <span>
              {t("predictions.at")} <When at={prediction.answeredAt} />
            </span>
          </>
        }
      />
      <div className="grid">
        <Panel className="span-5" title={t("predictions.answer")}>
          <Facts
            items={[
              { label: t("predictions.predicted"), value: prediction.predicted },
              { label: t("predictions.score"), value: format.score(score) },
              label === null
                ? { label: t("predictions.label"), value: t("predictions.noLabel") }
                : {
                    label: t("predictions.label"),
                    value: format.number(label, 4),
                    note: <When at={prediction.labelledAt} />,
                  },
            ]}
          />
          {isChance ? (
            <Interval
              value={score}
              low={null}
              high={null}
              threshold={label ?? undefined}
              from={-0.02}
              to={1.02}
              tone="quiet"
            />
          ) : null}
        </Panel>
        <Panel className="span-7" title={t("predictions.inputs")}>
          <Pairs
            items={Object.entries(prediction.inputs).map(
              ([name, value]) => [name, <code key={name}>{JSON.stringify(value)}</code>] as const,
            )}
          />
        </Panel>
      </div>
    </>
  );
}
