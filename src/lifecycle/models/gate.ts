import type { Evaluation } from "../../contract/records/models.ts";
import { gateParams, type GateParams, type GateValue, type ReportValue } from "../../contract/step-params.ts";
import { explain, judge, type Finding } from "../../governance/requirements/index.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { hashJson } from "../../kernel/hashing.ts";
import type { Json } from "../../kernel/json.ts";
import type { StepKind } from "../../ports/step-kind.ts";
import { inputOf, jsonBlob } from "./step-inputs.ts";

/** What the work tells the recorder, whether the model passed or not. */
export interface GateFact {
  readonly modelDigest: string;
  readonly findings: readonly Finding[];
}

/**
 * Judges the requirements. The findings are sent before the verdict is acted upon, so a refusal leaves the
 * same evidence as a pass. An unmet requirement of severity `error` throws models/gate-refused (exit 3).
 */
export const gateStep: StepKind<GateParams> = {
  name: "gate",
  version: 1,
  params: gateParams,
  cacheable: true,
  async work({ requirements }, inputs, tools) {
    const input = inputOf(inputs, "report");
    const report = input.value as ReportValue;
    const evaluation = await jsonBlob<Evaluation>(tools.blobs, report.evaluationSha256);
    const findings = judge(requirements, evaluation);
    const fact: GateFact = { modelDigest: report.modelDigest, findings };
    tools.fact("gate", fact as unknown as Json);
    for (const finding of findings) {
      tools.log(finding.verdict === "passed" ? "info" : "warn", `${finding.verdict}: ${explain(finding)}`);
    }
    const refused = findings.filter((finding) => finding.verdict === "failed");
    if (refused.length > 0) {
      throw fail("models/gate-refused", {
        problems: refused.map(explain).join("; "),
        requirements: refused.map((finding) => finding.requirement.id),
        modelDigest: report.modelDigest,
      });
    }
    const verdict = findings.some((finding) => finding.verdict === "warned") ? "warned" : "passed";
    const value: GateValue = { verdict, modelDigest: report.modelDigest, evidence: [] };
    const digest = hashJson({
      model: report.modelDigest,
      report: input.digest,
      requirements: requirements as unknown as Json,
    });
    return { out: { type: "gate", digest, value } };
  },
};
