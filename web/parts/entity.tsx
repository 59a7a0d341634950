import type { ReactNode } from "react";
import { useText } from "../i18n/use-text.ts";
import { Command, ShortId } from "./copy.tsx";
import { Lineage, type LineageChip } from "./lineage.tsx";
import { State } from "./state.tsx";
import { useTitle } from "./use-title.ts";

/** The head of an entity's page: what it is, how it is, what one may do, and where it stands in the flow. */
export function Entity(props: {
  kind: string;
  name: string;
  state?: string;
  id?: string;
  facts?: ReactNode;
  actions?: ReactNode;
  command: string;
  lineage?: readonly LineageChip[];
}) {
  const { t } = useText();
  useTitle(props.name);
  return (
    <header className="entity">
      <div className="entity-title">
        <div>
          <p className="entity-kind">{props.kind}</p>
          <h1 className="wrap-anywhere">{props.name}</h1>
        </div>
        {props.state === undefined ? null : <State state={props.state} />}
        {props.actions === undefined ? null : <div className="entity-actions">{props.actions}</div>}
      </div>
      <div className="entity-facts">
        {props.id === undefined ? null : <ShortId id={props.id} />}
        {props.facts}
        <Command text={props.command} />
      </div>
      {props.lineage === undefined ? null : <Lineage label={t("common.lineage")} chips={props.lineage} />}
    </header>
  );
}

/** The head of a list page. */
export function PageHead(props: { title: string; lead: string; actions?: ReactNode }) {
  useTitle(props.title);
  return (
    <header>
      <div className="entity-title">
        <h1>{props.title}</h1>
        {props.actions === undefined ? null : <div className="entity-actions">{props.actions}</div>}
      </div>
      <p className="page-lead">{props.lead}</p>
    </header>
  );
}
