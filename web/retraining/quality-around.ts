import type { DriftReport, Response } from "../../src/contract/records/monitors.ts";

/**
 * Live log loss of the last window before the decision's training window ended, and of the first window that
 * the new version answered.
 */
export function qualityAround(
  reports: readonly DriftReport[],
  response: Pick<Response, "window" | "modelVersionId">,
): { readonly before: number | undefined; readonly after: number | undefined } {
  const inOrder = reports.toSorted((a, b) => a.from - b.from);
  const before = inOrder.findLast(({ to, performance }) => to <= response.window.to && performance.logLoss);
  const after = inOrder.find(
    ({ from, performance, modelVersions }) =>
      from >= response.window.to &&
      performance.logLoss &&
      response.modelVersionId !== null &&
      modelVersions.includes(response.modelVersionId),
  );
  return { before: before?.performance.logLoss?.value, after: after?.performance.logLoss?.value };
}
