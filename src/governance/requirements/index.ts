export { explain, judge, type Finding } from "./judge.ts";
export {
  evidenceOf,
  evidencePage,
  recordEvidence,
  requirementsMigrations,
  type EvidenceTables,
  type Judgement,
} from "./evidence-store.ts";
