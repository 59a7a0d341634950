/** Excluir e restaurar experimentos e suas execuções. */
export const deletion = {
  "deletion.delete": "Excluir",
  "deletion.restore": "Restaurar",
  "deletion.run.title": "Excluir a execução {{name}}?",
  "deletion.run.explain":
    "Ela deixa de aparecer em todas as listas. Pode ser restaurada até a coleta de lixo; depois, métricas e artefatos se perdem.",
  "deletion.run.deleted": "Esta execução foi excluída. Pode ser restaurada até a coleta de lixo.",
  "deletion.experiment.title": "Excluir o experimento {{name}}?",
  "deletion.experiment.explain":
    "Ele é excluído com todas as suas execuções. Pode ser restaurado até a coleta de lixo; depois, o nome volta a ficar livre.",
  "deletion.experiment.deleted":
    "Este experimento foi excluído, com suas execuções. Pode ser restaurado até a coleta de lixo.",
  "deletion.restoreNamed": "Restaurar {{name}}",
  "deletion.show": "Experimentos excluídos",
  "deletion.hide": "Voltar aos experimentos",
  "deletion.title": "Experimentos excluídos",
  "deletion.lead":
    "Podem ser restaurados, com suas execuções, até a coleta de lixo: veja o que ela removeria com",
  "deletion.empty": "Um experimento excluído aparece aqui e pode ser restaurado até a coleta de lixo.",
  "deletion.at": "Excluído",
} as const;
