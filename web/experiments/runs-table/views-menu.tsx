import { Button, Menu, Modal, TextInput } from "@mantine/core";
import { IconBookmark, IconCheck, IconLink, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Experiment, viewTagPrefix } from "../../../src/contract/records/experiments.ts";
import { api } from "../../data/api.ts";
import { useText } from "../../i18n/use-text.ts";
import { PageProblem } from "../../parts/problem.tsx";
import type { Change } from "./use-view.ts";
import { queryOf, type View, viewOfQuery } from "./view.ts";

/** Views that somebody named, for everyone; a view is its address, which can be copied. */
export function ViewsMenu(props: { experiment: Experiment; view: View; change: Change }) {
  const { experiment, view, change } = props;
  const { t } = useText();
  const queries = useQueryClient();
  const [isNaming, setNaming] = useState(false);
  const [name, setName] = useState("");
  const [isCopied, setCopied] = useState(false);
  const views = Object.entries(experiment.tags).flatMap(([tag, query]) =>
    tag.startsWith(viewTagPrefix) ? [{ name: tag.slice(viewTagPrefix.length), query }] : [],
  );
  const renew = () => queries.invalidateQueries({ queryKey: ["experiments", "show"] });
  const save = useMutation({
    mutationFn: (named: string) =>
      api.experiments.saveView({
        params: { id: experiment.id, name: named },
        body: { query: queryOf(view) },
      }),
    onSuccess: async () => {
      setNaming(false);
      setName("");
      await renew();
    },
  });
  const forget = useMutation({
    mutationFn: (named: string) => api.experiments.deleteView({ params: { id: experiment.id, name: named } }),
    onSuccess: renew,
  });
  const now = queryOf(view);
  return (
    <>
      <Menu position="bottom-end" width={300}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={14} />}>
            {t("runs.views")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{views.length === 0 ? t("runs.views.empty") : t("runs.views.saved")}</Menu.Label>
          {views.map((saved) => (
            <Menu.Item
              key={saved.name}
              rightSection={queryOf(viewOfQuery(saved.query)) === now ? <IconCheck size={14} /> : null}
              onClick={() => change(viewOfQuery(saved.query))}
            >
              {saved.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlus size={14} />} onClick={() => setNaming(true)}>
            {t("runs.views.save")}
          </Menu.Item>
          <Menu.Item
            leftSection={isCopied ? <IconCheck size={14} /> : <IconLink size={14} />}
            closeMenuOnClick={false}
            onClick={() => void navigator.clipboard.writeText(location.href).then(() => setCopied(true))}
          >
            {isCopied ? t("common.copied") : t("runs.views.copy")}
          </Menu.Item>
          {views
            .filter(({ query }) => queryOf(viewOfQuery(query)) === now)
            .map((saved) => (
              <Menu.Item
                key={saved.name}
                leftSection={<IconTrash size={14} />}
                onClick={() => forget.mutate(saved.name)}
              >
                {t("runs.views.forget", { name: saved.name })}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={isNaming}
        onClose={() => setNaming(false)}
        title={t("runs.views.save")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== "") save.mutate(name.trim());
          }}
        >
          <p>{t("runs.views.explain")}</p>
          <TextInput
            label={t("common.name")}
            value={name}
            maxLength={100}
            required
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {save.error === null ? null : <PageProblem error={save.error} />}
          <div className="row" style={{ justifyContent: "flex-end" }}>
            <Button variant="default" onClick={() => setNaming(false)}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
              {t("runs.views.keep")}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
