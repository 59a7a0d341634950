import { parentPort, workerData } from "node:worker_threads";
import type { FeatureColumn, IterationLoss } from "../learning.ts";
import { packError, type ThreadError } from "../thread-error.ts";
import { binColumn, type BinnedRows, type FeatureBins, fitBins } from "./bins.ts";
import { boost, type Boosted, type BoostJob } from "./boost.ts";
import { Team } from "./team.ts";

/** What a lane is asked to do, and what it answers. */
export type LaneRequest =
  | {
      readonly kind: "bin";
      /** Columns that this lane bins, by feature number; those of the validation rows beside them. */
      readonly columns: readonly {
        readonly feature: number;
        readonly train: FeatureColumn;
        readonly validation: FeatureColumn | null;
      }[];
      readonly train: BinnedRows;
      readonly validation: BinnedRows | null;
    }
  | { readonly kind: "boost"; readonly job: BoostJob };

export type LaneAnswer =
  | {
      readonly kind: "binned";
      readonly bins: readonly { readonly feature: number; readonly bins: FeatureBins }[];
    }
  | { readonly kind: "loss"; readonly loss: IterationLoss }
  /** Lane 0 brings the trees. */
  | { readonly kind: "boosted"; readonly boosted: Boosted | null }
  | { readonly kind: "failed"; readonly error: ThreadError };

export interface LaneData {
  readonly lane: number;
  readonly lanes: number;
  readonly barrier: Int32Array;
}

const { lane, lanes, barrier } = workerData as LaneData;
const port = parentPort!;
const answer = (message: LaneAnswer): void => port.postMessage(message);

port.on("message", (request: LaneRequest) => {
  try {
    answer(request.kind === "bin" ? bin(request) : train(request.job));
  } catch (error) {
    answer({ kind: "failed", error: packError(error) });
  }
});

function bin({ columns, train, validation }: LaneRequest & { kind: "bin" }): LaneAnswer {
  const bins = columns.map((column) => {
    const fitted = fitBins(column.train);
    binColumn(column.train, fitted, column.feature, train);
    if (validation !== null && column.validation !== null) {
      binColumn(column.validation, fitted, column.feature, validation);
    }
    return { feature: column.feature, bins: fitted };
  });
  return { kind: "binned", bins };
}

function train(job: BoostJob): LaneAnswer {
  const team = new Team(lane, lanes, barrier);
  const boosted = boost(job, team, (loss) => {
    if (lane === 0) answer({ kind: "loss", loss });
  });
  return { kind: "boosted", boosted: lane === 0 ? boosted : null };
}
