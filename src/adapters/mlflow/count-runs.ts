import { z } from "zod";
import { PrumoError } from "../../kernel/errors/prumo-error.ts";
import { api, askJson } from "./ask-json.ts";
import type { Requests } from "./requests.ts";

const most = 2 ** 40;
const answer = z.object({ runs: z.array(z.unknown()).nullish() });

/**
 * MLflow tells nobody how many runs there are, but its page tokens are base64 of `{"offset": n}`: by doubling and halving
 * the offset of a page of one run, a million runs are counted with some forty questions. Undefined where tokens are others.
 */
export async function countRuns(requests: Requests, experimentId: string): Promise<number | undefined> {
  const isThere = async (index: number) => {
    const body = {
      experiment_ids: [experimentId],
      max_results: 1,
      run_view_type: "ALL",
      order_by: ["attributes.start_time ASC"],
      ...(index === 0 ? {} : { page_token: Buffer.from(`{"offset": ${index}}`).toString("base64") }),
    };
    const { runs } = await askJson(requests, { path: `${api}/runs/search`, body }, answer);
    return (runs ?? []).length > 0;
  };
  try {
    if (!(await isThere(0))) return 0;
    let there = 0;
    let beyond = 64;
    while (await isThere(beyond)) {
      there = beyond;
      beyond *= 4;
      if (beyond > most) return undefined;
    }
    while (beyond - there > 1) {
      const middle = Math.floor((there + beyond) / 2);
      if (await isThere(middle)) there = middle;
      else beyond = middle;
    }
    return beyond;
  } catch (error) {
    if (error instanceof PrumoError && error.code === "import/bad-answer") return undefined;
    throw error;
  }
}
