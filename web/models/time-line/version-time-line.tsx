import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import type { Promotion, RegisteredVersion, Tenure } from "../../../src/contract/records/models.ts";
import { TimeLine } from "../../charts/time-line/time-line.tsx";
import { utcText } from "../../charts/time-line/ticks.ts";
import { useText, type Text } from "../../i18n/use-text.ts";
import { lanesOf, type LaneWords } from "./lanes.ts";

const firstLanes = 9;

/** Versions on a time line, and below them which version each alias and stage held from when to when. */
export function VersionTimeLine(props: {
  model: string;
  since: number;
  versions: readonly RegisteredVersion[];
  tenures: readonly Tenure[];
  promotions: readonly Promotion[];
}) {
  const text = useText();
  const { t } = text;
  const { model, since, versions, tenures, promotions } = props;
  const navigate = useNavigate();
  const go = useCallback((to: string) => void navigate({ to }), [navigate]);
  const [isAll, setAll] = useState(false);
  // News makes new lists, and with them the end of what lasts still moves on.
  const { lanes, now } = useMemo(
    () => ({ lanes: lanesOf({ versions, tenures, promotions, since }, wordsOf(text)), now: Date.now() }),
    [versions, tenures, promotions, since, text],
  );
  const table = useMemo(
    () => ({
      columns: [
        t("registry.aliasOrStage"),
        t("common.version"),
        t("registry.since"),
        t("registry.until"),
        t("registry.who"),
        t("registry.why"),
      ],
      rows: tenures.map((tenure) => [
        tenure.alias,
        `v${tenure.version}`,
        utcText(tenure.from),
        tenure.until === null ? null : utcText(tenure.until),
        tenure.by,
        tenure.reason,
      ]),
    }),
    [tenures, t],
  );
  const shown = isAll ? lanes : lanes.slice(0, firstLanes);
  return (
    <>
      <TimeLine
        title={t("registry.line.title", { model })}
        unit={t("registry.line.unit")}
        lanes={shown}
        now={now}
        table={table}
        onGo={go}
      />
      {lanes.length <= firstLanes || isAll ? null : (
        <Button variant="default" mt={8} onClick={() => setAll(true)}>
          {t("registry.line.allLanes", { count: lanes.length - 1 })}
        </Button>
      )}
    </>
  );
}

function wordsOf({ t, format }: Text): LaneWords {
  const evidence = (ids: readonly string[]) =>
    ids.length === 0 ? [] : [t("registry.evidence.count", { count: ids.length })];
  return {
    versions: t("models.versions"),
    stage: (name) => t("registry.stage", { name }),
    tenure: (tenure) => [
      t("registry.line.stood", { alias: tenure.alias, version: tenure.version }),
      `${utcText(tenure.from)} – ${tenure.until === null ? t("registry.now") : utcText(tenure.until)}`,
      t("registry.line.by", { by: tenure.by, reason: tenure.reason }),
      ...evidence(tenure.evidence),
    ],
    end: (end) => [
      t("models.promotionEnd", { alias: end.alias, from: end.fromVersion ?? "–" }),
      utcText(end.at),
      t("registry.line.by", { by: end.by, reason: end.reason }),
    ],
    version: (version) => [
      `v${version.version}`,
      utcText(version.createdAt),
      version.isPackage ? t("registry.byPipeline") : t("registry.byClient", { by: version.createdBy }),
      ...(version.aliases.length === 0 ? [] : [version.aliases.join(", ")]),
      ...(version.stage === "None" ? [] : [t("registry.stage", { name: version.stage })]),
      ...(version.description === null ? [] : [version.description.slice(0, 120)]),
      format.relative(version.createdAt),
    ],
  };
}
