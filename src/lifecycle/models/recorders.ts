import type { Evaluation } from "../../contract/records/models.ts";
import type {
  GateValue,
  ModelValue,
  RegisterParams,
  ReleaseValue,
  ReportValue,
} from "../../contract/step-params.ts";
import { recordEvidence, type EvidenceTables } from "../../governance/requirements/index.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { StepDone, StepRecorder } from "../../ports/step-kind.ts";
import type { GateFact } from "./gate.ts";
import type { Models, ModelsDeps } from "./surface.ts";
import { inputOf, jsonBlob } from "./step-inputs.ts";

/** The main-process halves of this station's step kinds; `evaluate` needs none. */
export function modelsRecorders(
  models: Models,
  deps: Pick<ModelsDeps, "meta" | "blobs" | "clock">,
): Record<"gate" | "register", StepRecorder> {
  return { gate: gateRecorder(deps), register: registerRecorder(models, deps) };
}

/** Keeps the evidence of a gate, of a refusal as well, and tells of a refusal in the same transaction. */
function gateRecorder({ meta, clock }: Pick<ModelsDeps, "meta" | "clock">): StepRecorder {
  const keep = async (done: Omit<StepDone, "outputs">): Promise<string[]> => {
    const fact = done.facts.findLast((one) => one.name === "gate")?.data as unknown as GateFact | undefined;
    if (fact === undefined) return [];
    return meta.write<EvidenceTables, string[]>(async ({ db, emit }) => {
      const { pipelineRunId, stepRunId } = done;
      const { ids, isNew } = await recordEvidence(db, clock, { ...fact, pipelineRunId, stepRunId });
      const refused = fact.findings.filter((finding) => finding.verdict === "failed");
      if (isNew && refused.length > 0) {
        const requirements = refused.map((finding) => finding.requirement.id);
        emit("model.gate-refused", fact.modelDigest, { model: done.pipeline, requirements });
      }
      return ids;
    });
  };
  return {
    async done(done) {
      const evidence = await keep(done);
      const out = inputOf(done.outputs, "out");
      const value: GateValue = { ...(out.value as GateValue), evidence };
      return { ...done.outputs, out: { ...out, value } };
    },
    async failed(done) {
      await keep(done);
    },
  };
}

function registerRecorder(models: Models, { blobs }: Pick<ModelsDeps, "blobs">): StepRecorder {
  return {
    async done(done) {
      const { model } = done.params as RegisterParams;
      const fitted = inputOf(done.inputs, "model").value as ModelValue;
      const report = inputOf(done.inputs, "report").value as ReportValue;
      const gate = done.inputs["gate"]?.value as GateValue | undefined;
      for (const reported of [report.modelDigest, gate?.modelDigest ?? report.modelDigest]) {
        if (reported !== fitted.onnxSha256) {
          throw fail("models/report-of-another-model", { reported, given: fitted.onnxSha256 });
        }
      }
      const evaluation = await jsonBlob<Evaluation>(blobs, report.evaluationSha256);
      const version = await models.register({ model, fitted, evaluation, pipelineRunId: done.pipelineRunId });
      const value: ReleaseValue = { model, version: version.version, versionId: version.id };
      return { out: { type: "release", digest: version.id, value } };
    },
  };
}
