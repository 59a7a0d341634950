import { ask } from "../data/api.ts";
import { useText } from "../i18n/use-text.ts";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { State } from "../parts/state.tsx";
import { Took, When } from "../parts/time.tsx";
import { shortId } from "../parts/short-id.ts";
import { paths } from "../shell/paths.ts";

/** Earlier rollouts, newest first, with how each ended and why. */
export function RolloutHistory({ deployment }: { deployment: string }) {
  const { t } = useText();
  return (
    <Loaded query={ask("deployments", "rollouts", { params: { name: deployment } })} height={120}>
      {({ rollouts }) =>
        rollouts.length === 0 ? (
          <p className="dim">{t("deployments.rollout.none")}</p>
        ) : (
          <ol className="story">
            {rollouts.map((rollout) => (
              <li key={rollout.id}>
                <span className="row">
                  <State state={rollout.state} />
                  <Link to={paths.modelVersionById(rollout.candidate)}>
                    <code>{shortId(rollout.candidate)}</code>
                  </Link>
                  <span className="small dim">
                    <When at={rollout.startedAt} /> ·{" "}
                    <Took from={rollout.startedAt} to={rollout.finishedAt} />
                  </span>
                </span>
                <span className="dim">{rollout.history.at(-1)?.reason}</span>
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}
