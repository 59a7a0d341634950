import { Button } from "@mantine/core";
import { useText } from "../i18n/use-text.ts";
import { ConfirmButton } from "../parts/confirm.tsx";
import { PageProblem } from "../parts/problem.tsx";
import { useChange } from "./use-change.ts";

/** Delete, with a question before; once deleted, the way back in the same place. */
export function Deletable(props: {
  isDeleted: boolean;
  title: string;
  explain: string;
  /** What is said of a deleted one. */
  deleted: string;
  act: () => Promise<unknown>;
  restore: () => Promise<unknown>;
}) {
  const { t } = useText();
  const deleting = useChange(props.act);
  const restoring = useChange(props.restore);
  if (!props.isDeleted) {
    return (
      <ConfirmButton
        label={t("deletion.delete")}
        title={props.title}
        explain={props.explain}
        withoutReason
        danger
        act={() => deleting.mutateAsync()}
      />
    );
  }
  return (
    <>
      <span className="dim" role="status">
        {props.deleted}
      </span>
      <Button loading={restoring.isPending} onClick={() => restoring.mutate()}>
        {t("deletion.restore")}
      </Button>
      {restoring.error === null ? null : <PageProblem error={restoring.error} />}
    </>
  );
}
