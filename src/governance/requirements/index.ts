export { explain, judge, type Finding } from "./judge.ts";
export {
  evidencedDigests,
  evidenceOf,
  evidencePage,
  recordEvidence,
  requirementsMigrations,
  type EvidenceTables,
  type Judgement,
} from "./evidence-store.ts";
