/** Deleting and restoring experiments and their runs. */
export const deletion = {
  "deletion.delete": "Delete",
  "deletion.restore": "Restore",
  "deletion.run.title": "Delete the run {{name}}?",
  "deletion.run.explain":
    "It is found in no list any more. It can be restored until garbage is collected; then its metrics and artifacts are gone.",
  "deletion.run.deleted": "This run is deleted. It can be restored until garbage is collected.",
  "deletion.experiment.title": "Delete the experiment {{name}}?",
  "deletion.experiment.explain":
    "It is deleted with all its runs. It can be restored until garbage is collected; then its name can be used again.",
  "deletion.experiment.deleted":
    "This experiment is deleted, with its runs. It can be restored until garbage is collected.",
  "deletion.restoreNamed": "Restore {{name}}",
  "deletion.show": "Deleted experiments",
  "deletion.hide": "Back to the experiments",
  "deletion.title": "Deleted experiments",
  "deletion.lead":
    "They can be restored, with their runs, until garbage is collected: see what that would remove with",
  "deletion.empty": "A deleted experiment appears here and can be restored until garbage is collected.",
  "deletion.at": "Deleted",
} as const;
