import { Button, Select, TextInput } from "@mantine/core";
import { useUrlState } from "../../data/use-url.ts";
import { useText } from "../../i18n/use-text.ts";
import { fieldText, type Asked } from "./moment.ts";

const kinds = ["moment", "range"] as const;

/** The question: by which alias or stage, and when. */
export function AskMoment(props: {
  asked: Asked;
  alias: string;
  onAlias: (alias: string) => void;
  names: readonly string[];
  /** When the first promotion was; where a span begins unless said. */
  first: number | undefined;
}) {
  const { t } = useText();
  const { asked } = props;
  const [, setKind] = useUrlState("kind");
  const [, setAt] = useUrlState("at");
  const [from, setFrom] = useUrlState("from");
  const [, setTo] = useUrlState("to");
  const choose = (kind: string) => {
    setKind(kind === "range" ? "range" : "");
    setAt("");
    setFrom("");
    setTo("");
  };
  return (
    <div className="ask-moment panel">
      <Select
        label={t("registry.aliasOrStage")}
        data={[
          { value: "", label: t("registry.history.every") },
          ...props.names.map((value) => ({ value, label: value })),
        ]}
        value={props.alias}
        allowDeselect={false}
        searchable={props.names.length > 8}
        onChange={(value) => props.onAlias(value ?? "")}
      />
      <fieldset className="choice" aria-label={t("registry.history.kindOf")}>
        {kinds.map((kind) => (
          <label key={kind}>
            <input
              type="radio"
              name="kind"
              value={kind}
              checked={asked.kind === kind}
              onChange={() => choose(kind)}
            />
            {t(`registry.history.${kind}`)}
          </label>
        ))}
      </fieldset>
      {asked.kind === "moment" ? (
        <>
          {field(t("registry.history.at"), asked.at, setAt)}
          <Button variant="default" disabled={asked.isNow} onClick={() => setAt("")}>
            {t("registry.history.now")}
          </Button>
        </>
      ) : (
        <>
          {field(t("registry.history.from"), from === "" ? (props.first ?? asked.from) : asked.from, setFrom)}
          {field(t("registry.history.to"), asked.to, setTo)}
        </>
      )}
    </div>
  );
}

/** A field of date and time, UTC to the second. */
function field(label: string, value: number, onTime: (text: string) => void) {
  return (
    <TextInput
      type="datetime-local"
      step={1}
      label={label}
      value={fieldText(value)}
      onChange={(event) => onTime(event.currentTarget.value === "" ? "" : `${event.currentTarget.value}Z`)}
    />
  );
}
