import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useText } from "../i18n/use-text.ts";
import { PageProblem } from "./problem.tsx";

/**
 * A button for an act that changes what users get: asks for a reason, and, when it cannot be taken back
 * lightly, for the name of the thing.
 */
export function ConfirmButton(props: {
  label: string;
  title: string;
  explain: string;
  /** To be typed before the act. */
  name?: string;
  /** For what can be taken back, or whose reason is kept nowhere: nobody is asked why. */
  withoutReason?: boolean;
  danger?: boolean;
  primary?: boolean;
  /** More to be said; the act waits until it is ready. */
  fields?: ReactNode;
  isReady?: boolean;
  act: (reason: string) => Promise<unknown>;
}) {
  const { t } = useText();
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const acting = useMutation({ mutationFn: props.act, onSuccess: () => setOpen(false) });
  const isReady =
    (props.isReady ?? true) &&
    (props.withoutReason === true || reason.trim() !== "") &&
    (props.name === undefined || typed === props.name);
  const colour = props.danger ? { color: "var(--failed)" } : {};
  return (
    <>
      <Button variant={props.primary ? "filled" : "default"} onClick={() => setOpen(true)}>
        {props.label}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={props.title}
        closeButtonProps={{ "aria-label": t("common.close") }}
        // Its header is none of the page.
        attributes={{ header: { role: "presentation" } }}
      >
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady) acting.mutate(reason.trim());
          }}
        >
          <p>{props.explain}</p>
          {props.fields}
          {props.withoutReason === true ? null : (
            <TextInput
              label={t("confirm.reason")}
              value={reason}
              maxLength={1_000}
              required
              data-autofocus
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
          {props.name === undefined ? null : (
            <TextInput
              label={t("confirm.name", { name: props.name })}
              value={typed}
              required
              autoComplete="off"
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
          {acting.error === null ? null : <PageProblem error={acting.error} />}
          <div className="row" style={{ justifyContent: "flex-end" }}>
            <Button variant="default" onClick={() => setOpen(false)}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={acting.isPending} disabled={!isReady} {...colour}>
              {props.label}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
