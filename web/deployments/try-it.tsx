import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Signature } from "../../src/contract/records/models.ts";
import { api, ask } from "../data/api.ts";
import { useText } from "../i18n/use-text.ts";
import { Command } from "../parts/copy.tsx";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { PageProblem } from "../parts/problem.tsx";
import { paths } from "../shell/paths.ts";

type Inputs = Readonly<Record<string, string>>;

/** A form made from the model's signature, filled with the last case that was asked. */
export function TryIt({ deployment, modelVersionId }: { deployment: string; modelVersionId: string }) {
  const last = useQuery(ask("predictions", "list", { query: { deployment, limit: 1 } }));
  return (
    <Loaded query={ask("models", "versionById", { params: { id: modelVersionId } })} height={200}>
      {({ signature }) =>
        last.isPending ? null : (
          <TryForm
            deployment={deployment}
            signature={signature}
            example={last.data?.items[0]?.inputs ?? {}}
          />
        )
      }
    </Loaded>
  );
}

function TryForm(props: {
  deployment: string;
  signature: Signature;
  example: Readonly<Record<string, unknown>>;
}) {
  const { t, format } = useText();
  const { inputs } = props.signature;
  const [values, setValues] = useState<Inputs>(() =>
    Object.fromEntries(inputs.map(({ name }) => [name, asText(props.example[name])])),
  );
  const row = asRow(props.signature, values);
  const asking = useMutation({
    mutationFn: () =>
      api.deployments.predict({ params: { name: props.deployment }, body: { rows: [row as never] } }),
  });
  const answer = asking.data?.predictions[0];
  const url = `${location.origin}/api/v1/deployments/${encodeURIComponent(props.deployment)}/predict`;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        asking.mutate();
      }}
    >
      <div className="try-inputs">
        {inputs.map(({ name, type }) => (
          <TextInput
            key={name}
            label={name}
            description={type}
            value={values[name] ?? ""}
            onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
          />
        ))}
      </div>
      <div className="row">
        <Button type="submit" loading={asking.isPending}>
          {t("deployments.try.send")}
        </Button>
        {answer === undefined ? null : (
          <output className="row" aria-label={t("deployments.try.answer")}>
            <strong>{String(answer.predicted)}</strong>
            <span>
              {t("deployments.try.score")} {format.number(answer.score, 4)}
            </span>
            <span className="dim">{`v${answer.version}`}</span>
            <Link to={paths.prediction(answer.id)}>{t("predictions.one")}</Link>
          </output>
        )}
      </div>
      {asking.error === null ? null : <PageProblem error={asking.error} />}
      <div>
        <p className="small dim">{t("deployments.curl")}</p>
        <Command
          block
          text={`curl ${url} -H 'content-type: application/json' -d '${JSON.stringify({ rows: [row] })}'`}
        />
      </div>
    </form>
  );
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Texts as the signature's types; empty is missing. */
function asRow(
  signature: Signature,
  values: Inputs,
): Readonly<Record<string, string | number | boolean | null>> {
  return Object.fromEntries(
    signature.inputs.map(({ name, type }) => {
      const text = values[name] ?? "";
      if (text === "") return [name, null];
      if (type === "boolean") return [name, text === "true"];
      const number = Number(text);
      const isNumber = type === "number" || (type === "timestamp" && /^-?\d+$/.test(text));
      return [name, isNumber && !Number.isNaN(number) ? number : text];
    }),
  );
}
