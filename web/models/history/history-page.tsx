import { useMemo, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import type { Promotion } from "../../../src/contract/records/models.ts";
import { ask } from "../../data/api.ts";
import { useParam, useUrlState } from "../../data/use-url.ts";
import { useText } from "../../i18n/use-text.ts";
import { Entity } from "../../parts/entity.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Panel } from "../../parts/panel.tsx";
import { paths } from "../../shell/paths.ts";
import "../../styles/models.css";
import { Promotions } from "../promotions.tsx";
import { AskMoment } from "./ask-moment.tsx";
import { askedOf, fieldText, type Asked } from "./moment.ts";
import { Standing } from "./standing.tsx";
import { TenureTable } from "./tenure-table.tsx";

/** Which version served when: at a moment or in a span of time, by an alias or stage; the question is in the address. */
export function HistoryPage() {
  const name = useParam("name");
  const { t } = useText();
  const [alias, setAlias] = useUrlState("alias");
  const asked = useAsked();
  const command = commandOf(name, alias, asked);
  return (
    <>
      <Entity
        kind={t("registry.history.kind")}
        name={t("registry.history.title", { name })}
        command={command}
        lineage={[
          { label: name, to: paths.model(name) },
          { label: t("registry.history.link"), here: true },
        ]}
      />
      <Loaded query={ask("models", "promotions", { params: { name } })}>
        {({ promotions }) => (
          <div className="stack">
            <AskMoment
              asked={asked}
              alias={alias}
              onAlias={setAlias}
              names={namesOf(promotions)}
              first={promotions.at(-1)?.at}
            />
            <Answer model={name} alias={alias} asked={asked} promotions={promotions} />
            <Panel title={t("models.promotions")}>
              <Promotions model={name} />
            </Panel>
          </div>
        )}
      </Loaded>
    </>
  );
}

function useAsked(): Asked {
  const [kind] = useUrlState("kind");
  const [at] = useUrlState("at");
  const [from] = useUrlState("from");
  const [to] = useUrlState("to");
  // The moment when the page was opened: an answer must not move away while it is read.
  const [now] = useState(() => Date.now());
  return useMemo(() => askedOf({ kind, at, from, to }, now), [kind, at, from, to, now]);
}

function Answer(props: { model: string; alias: string; asked: Asked; promotions: readonly Promotion[] }) {
  const { model, alias, asked, promotions } = props;
  const params = { name: model };
  const show = useQuery({ ...ask("models", "show", { params }), retry: false });
  const since = show.data?.createdAt ?? Number.POSITIVE_INFINITY;
  const span =
    asked.kind === "range"
      ? { from: asked.from, to: asked.to }
      : asked.isNow
        ? // What begins later than the page was opened is news that it wants.
          { from: asked.at }
        : { from: asked.at, to: asked.at };
  const query = { limit: 1_000, ...span, ...(alias === "" ? {} : { alias }) };
  if (show.isLoading) return null;
  return (
    <Loaded query={ask("models", "history", { params, query })} height={160}>
      {({ items }) =>
        asked.kind === "range" ? (
          <TenureTable tenures={items} since={since} />
        ) : (
          <Standing
            tenures={asked.isNow ? items.filter(({ until }) => until === null) : items}
            asked={asked}
            alias={alias}
            promotions={promotions}
            since={since}
          />
        )
      }
    </Loaded>
  );
}

/** Every alias and stage that ever moved, those that moved last first. */
function namesOf(promotions: readonly Promotion[]): readonly string[] {
  return [...new Set(promotions.map(({ alias }) => alias))].filter((alias) => alias !== "None");
}

function commandOf(name: string, alias: string, asked: Asked): string {
  const of = alias === "" ? "" : ` --alias ${alias}`;
  const at = asked.kind === "moment" ? ` --at ${fieldText(asked.at)}Z` : "";
  return `prumo model history ${name}${of}${at}`;
}
