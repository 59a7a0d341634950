import { useQuery } from "@tanstack/react-query";
import { ask } from "../../data/api.ts";
import { useText } from "../../i18n/use-text.ts";
import { PageHead } from "../../parts/entity.tsx";
import { Link } from "../../parts/link.tsx";
import { PageProblem } from "../../parts/problem.tsx";
import { PageSkeleton } from "../../parts/skeletons.tsx";
import { paths } from "../../shell/paths.ts";

/** A name without a model: one that was deleted has a history still. */
export function GoneModel({ name, error }: { name: string; error: unknown }) {
  const { t } = useText();
  const { data, isLoading } = useQuery(ask("models", "promotions", { params: { name } }));
  if (isLoading) return <PageSkeleton />;
  if (data === undefined || data.promotions.length === 0) return <PageProblem error={error} />;
  return (
    <>
      <PageHead title={name} lead={t("registry.gone")} />
      <Link to={paths.modelHistory(name)}>{t("registry.history.link")}</Link>
    </>
  );
}
