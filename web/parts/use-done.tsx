import { ActionIcon, Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconX } from "@tabler/icons-react";
import { useCallback, useState, type ReactNode } from "react";
import { useText } from "../i18n/use-text.ts";
import { PageProblem } from "./problem.tsx";
import { StateMark } from "./state.tsx";

export interface Done {
  /** Says what was done, and offers to take it back where that is possible. */
  readonly tell: (what: string, undo?: () => Promise<unknown>) => void;
  /** Where it is said. */
  readonly bar: ReactNode;
}

interface Told {
  readonly id: number;
  readonly what: string;
  readonly undo: (() => Promise<unknown>) | undefined;
}

/** The last act on a page, said where everybody hears it, with a way back. */
export function useDone(): Done {
  const [told, setTold] = useState<Told | null>(null);
  const tell = useCallback(
    (what: string, undo?: () => Promise<unknown>) =>
      setTold((before) => ({ id: (before?.id ?? 0) + 1, what, undo })),
    [],
  );
  return {
    tell,
    bar: (
      <div role="status" aria-live="polite">
        {told === null ? null : <Bar key={told.id} told={told} onClose={() => setTold(null)} />}
      </div>
    ),
  };
}

function Bar({ told, onClose }: { told: Told; onClose: () => void }) {
  const { t } = useText();
  const undoing = useMutation({ mutationFn: async () => told.undo?.() });
  return (
    <div className="done">
      <StateMark tone="ok" />
      <span className="wrap-anywhere">
        {undoing.isSuccess ? t("registry.undone", { what: told.what }) : told.what}
      </span>
      {told.undo === undefined || undoing.isSuccess ? null : (
        <Button
          variant="default"
          size="compact-sm"
          loading={undoing.isPending}
          onClick={() => undoing.mutate()}
        >
          {t("registry.undo")}
        </Button>
      )}
      <ActionIcon variant="subtle" color="gray" aria-label={t("common.close")} onClick={onClose}>
        <IconX size={15} />
      </ActionIcon>
      {undoing.error === null ? null : <PageProblem error={undoing.error} />}
    </div>
  );
}
