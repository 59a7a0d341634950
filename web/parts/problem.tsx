import { useText } from "../i18n/use-text.ts";
import { ProblemError } from "../../src/client/calls.ts";
import { StateMark } from "./state.tsx";
import { PageHead } from "./entity.tsx";
import { Link } from "./link.tsx";
import { paths } from "../shell/paths.ts";

/** What went wrong, what to do, and the code to look it up. */
export function Problem(props: { title: string; repair?: string | undefined; code?: string | undefined }) {
  return (
    <div className="problem" role="alert">
      <strong>
        <StateMark tone="failed" />
        <span className="wrap-anywhere">{props.title}</span>
      </strong>
      {props.repair === undefined ? null : <p>{props.repair}</p>}
      {props.code === undefined ? null : <code>{props.code}</code>}
    </div>
  );
}

/** A failure of the server or of the line to it. */
export function PageProblem({ error }: { error: unknown }) {
  const { t } = useText();
  if (error instanceof ProblemError) {
    const { detail, repair, code } = error.problem;
    return <Problem title={detail} repair={repair} code={code} />;
  }
  return (
    <Problem
      title={error instanceof TypeError ? t("problem.offline") : String(error)}
      repair={t("problem.offline.repair")}
      code="client/no-answer"
    />
  );
}

export function NotFoundPage() {
  const { t } = useText();
  return (
    <>
      <PageHead title={t("problem.noPage")} lead={t("problem.noPage.lead")} />
      <Link to={paths.flow}>{t("problem.noPage.back")}</Link>
    </>
  );
}
