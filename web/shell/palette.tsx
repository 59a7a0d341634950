import { Combobox, Modal, useCombobox } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { stations } from "../../src/lifecycle/stations.ts";
import { ask } from "../data/api.ts";
import { useText } from "../i18n/use-text.ts";
import { paths } from "./paths.ts";

interface Place {
  readonly label: string;
  readonly group: string;
  readonly to: string;
}

/** Goes anywhere by its name: stations and everything in them that has one. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t, say } = useText();
  const navigate = useNavigate();
  const combobox = useCombobox({ opened: true });
  const [typed, setTyped] = useState("");
  const places = usePlaces();
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = places
    .filter(({ label, group }) => words.every((word) => `${group} ${label}`.toLowerCase().includes(word)))
    .slice(0, 40);
  const go = (to: string) => {
    onClose();
    void navigate({ to });
  };
  const groups = Map.groupBy(shown, ({ group }) => group);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("palette.title")}
      size={560}
      yOffset="12vh"
      centered={false}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Combobox store={combobox} onOptionSubmit={go}>
        <Combobox.EventsTarget>
          <input
            className="palette-input"
            data-autofocus
            value={typed}
            placeholder={t("palette.hint")}
            aria-label={t("palette.hint")}
            onKeyDown={(event) => {
              // An option is marked a moment after the letters came: Enter right behind them takes the first.
              const first = shown[0];
              if (event.key === "Enter" && first && combobox.getSelectedOptionIndex() < 0) go(first.to);
            }}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              combobox.updateSelectedOptionIndex("active");
              combobox.selectFirstOption();
            }}
          />
        </Combobox.EventsTarget>
        <Combobox.Options mah={360} style={{ overflowY: "auto" }} aria-label={t("palette.title")}>
          {[...groups].map(([group, items]) => (
            <Combobox.Group key={group} label={say(group)}>
              {items.map(({ label, to }) => (
                <Combobox.Option key={to} value={to}>
                  {label}
                </Combobox.Option>
              ))}
            </Combobox.Group>
          ))}
          {shown.length === 0 ? <Combobox.Empty>{t("palette.nothing")}</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox>
    </Modal>
  );
}

function usePlaces(): readonly Place[] {
  const { t, say } = useText();
  const [datasets, pipelines, runs, experiments, models, deployments, monitors] = useQueries({
    queries: [
      ask("datasets", "list"),
      ask("pipelines", "list"),
      ask("pipelines", "runs", { query: { limit: 20 } }),
      ask("experiments", "list"),
      ask("models", "list"),
      ask("deployments", "list"),
      ask("monitors", "list"),
    ],
  });
  return [
    { group: t("palette.pages"), label: t("nav.flow"), to: paths.flow },
    ...stations.map(({ name }) => ({
      group: t("palette.pages"),
      label: say(`nav.${name}`),
      to: paths[name],
    })),
    ...named(t("nav.datasets"), datasets.data?.items, paths.dataset),
    ...named(t("nav.pipelines"), pipelines.data?.items, paths.pipeline),
    ...(runs.data?.items ?? []).map((run) => ({
      group: t("palette.runs"),
      label: `${run.pipeline} #${run.number}`,
      to: paths.pipelineRun(run.id),
    })),
    ...(experiments.data?.items ?? []).map(({ id, name }) => ({
      group: t("nav.experiments"),
      label: name,
      to: paths.experiment(id),
    })),
    ...named(t("nav.models"), models.data?.items, paths.model),
    ...named(t("nav.deployments"), deployments.data?.items, paths.deployment),
    ...named(t("nav.monitors"), monitors.data?.items, paths.monitor),
  ];
}

function named(
  group: string,
  items: readonly { name: string }[] | undefined,
  path: (name: string) => string,
): readonly Place[] {
  return (items ?? []).map(({ name }) => ({ group, label: name, to: path(name) }));
}
