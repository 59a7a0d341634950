import type { Promotion, RegisteredVersion, Tenure } from "../../../src/contract/records/models.ts";
import type { TimeLineLane } from "../../charts/time-line/marks.ts";
import { paths } from "../../shell/paths.ts";

/** The words of a mark, which the page has in its language. */
export interface LaneWords {
  readonly versions: string;
  readonly stage: (name: string) => string;
  readonly tenure: (tenure: Tenure) => readonly string[];
  readonly end: (promotion: Promotion) => readonly string[];
  readonly version: (version: RegisteredVersion) => readonly string[];
}

/** A stage that is none. */
const noStage = "None";

/**
 * One lane of versions, then one for each alias and stage that any version ever had: `live`, those that stand now, those
 * that stand no more; of each the one that moved last first. A tenure is a bar, and where an alias was taken away is a
 * cross; both begin with a promotion, so every promotion is seen once.
 */
export function lanesOf(
  of: {
    readonly versions: readonly RegisteredVersion[];
    readonly tenures: readonly Tenure[];
    readonly promotions: readonly Promotion[];
    /** Before it the name belonged to another model, whose versions are gone. */
    readonly since: number;
  },
  words: LaneWords,
): readonly TimeLineLane[] {
  const known = new Set(of.versions.map(({ version }) => version));
  const leadsTo = ({ version, from }: Tenure, model: string) =>
    from >= of.since && known.has(version) ? paths.modelVersion(model, version) : undefined;
  const byLane = Map.groupBy(
    of.tenures.filter(({ alias, kind }) => kind === "alias" || alias !== noStage),
    ({ kind, alias }) => `${kind}/${alias}`,
  );
  const ends = of.promotions.filter(({ toVersion }) => toVersion === null);
  const lanes = [...byLane].map(([key, tenures]) => {
    const [{ kind, alias } = { kind: "alias", alias: "" }] = tenures;
    return {
      lane: {
        key,
        label: kind === "stage" ? words.stage(alias) : alias,
        bars: tenures
          .toSorted((a, b) => a.from - b.from || a.seq - b.seq)
          .map((tenure) => ({
            key: String(tenure.seq),
            from: tenure.from,
            until: tenure.until,
            label: `v${tenure.version}`,
            colour: tenure.version - 1,
            tip: words.tenure(tenure),
            to: leadsTo(tenure, tenure.model),
          })),
        points: ends
          .filter((end) => `${end.kind}/${end.alias}` === key)
          .map((end) => ({
            key: String(end.seq),
            at: end.at,
            label: "",
            shape: "cross" as const,
            isFilled: true,
            tip: words.end(end),
          })),
      },
      isStage: kind === "stage",
      isStanding: tenures.some(({ until }) => until === null),
      lastSeq: Math.max(...tenures.map(({ seq }) => seq)),
    };
  });
  const sorted = lanes.toSorted(
    (a, b) =>
      Number(b.lane.key === "alias/live") - Number(a.lane.key === "alias/live") ||
      Number(b.isStanding) - Number(a.isStanding) ||
      Number(a.isStage) - Number(b.isStage) ||
      b.lastSeq - a.lastSeq,
  );
  return [versionsLane(of.versions, words), ...sorted.map(({ lane }) => lane)];
}

function versionsLane(versions: readonly RegisteredVersion[], words: LaneWords): TimeLineLane {
  return {
    key: "versions",
    label: words.versions,
    bars: [],
    points: versions
      .toSorted((a, b) => a.createdAt - b.createdAt || a.version - b.version)
      .map((version) => ({
        key: String(version.version),
        at: version.createdAt,
        label: `v${version.version}`,
        shape: version.isPackage ? "circle" : "diamond",
        isFilled: version.aliases.length > 0 || version.stage === "Production" || version.stage === "Staging",
        tip: words.version(version),
        to: paths.modelVersion(version.model, version.version),
      })),
  };
}
