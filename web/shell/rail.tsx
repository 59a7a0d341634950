import { useQuery } from "@tanstack/react-query";
import { IconRoute } from "@tabler/icons-react";
import { stations } from "../../src/lifecycle/stations.ts";
import { ask } from "../data/api.ts";
import { useText } from "../i18n/use-text.ts";
import { Link } from "../parts/link.tsx";
import { StateMark, toneOf } from "../parts/state.tsx";
import { paths } from "./paths.ts";

/** The stations in the order in which data flows through them, each with how it is. */
export function Rail() {
  const { t, say } = useText();
  const { data } = useQuery(ask("house", "flow"));
  const states = new Map(data?.stations.map(({ station, state }) => [station, state]));
  return (
    <nav className="rail" aria-label={t("shell.stations")}>
      <Link className="rail-link" to={paths.flow} exact>
        <IconRoute size={15} aria-hidden="true" />
        {t("nav.flow")}
      </Link>
      <ol className="rail-stations">
        {stations.map(({ name }) => {
          const state = states.get(name) ?? "empty";
          return (
            <li key={name}>
              <Link className="rail-link" to={paths[name]}>
                <StateMark tone={toneOf(state)} />
                <span>
                  {say(`nav.${name}`)}
                  <span className="hidden">, {say(`state.${state}`)}</span>
                </span>
              </Link>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
