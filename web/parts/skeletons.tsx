import { Skeleton } from "@mantine/core";
import { useText } from "../i18n/use-text.ts";

/** The shape of a page before its data is here. */
export function PageSkeleton() {
  const { t } = useText();
  return (
    <div className="stack" role="status" aria-label={t("common.loading")}>
      <Skeleton height={34} width="32%" />
      <Skeleton height={14} width="55%" />
      <Skeleton height={220} />
      <Skeleton height={160} />
    </div>
  );
}

/** A part of a page that is still coming, as high as it will be. */
export function PartSkeleton({ height = 160 }: { height?: number }) {
  const { t } = useText();
  return <Skeleton height={height} role="status" aria-label={t("common.loading")} />;
}
