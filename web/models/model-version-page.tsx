import { ask } from "../data/api.ts";
import { useParam } from "../data/use-url.ts";
import { useText } from "../i18n/use-text.ts";
import { Link } from "../parts/link.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";
import { PageProblem } from "../parts/problem.tsx";
import { paths } from "../shell/paths.ts";
import "../styles/models.css";
import { Promotions } from "./promotions.tsx";
import { ClientView } from "./version/client-view.tsx";
import { PackageView } from "./version/package-view.tsx";

/** A version by number or alias: a package of ours, or what a client registered. */
export function ModelVersionPage() {
  const params = { name: useParam("name"), version: useParam("version") };
  return (
    <Loaded
      query={ask("models", "registeredVersion", { params })}
      otherwise={(error) => <Gone {...params} error={error} />}
    >
      {(registered) =>
        registered.isPackage ? (
          <Loaded
            query={ask("models", "version", {
              params: { name: registered.model, version: String(registered.version) },
            })}
          >
            {(version) => <PackageView version={version} registered={registered} />}
          </Loaded>
        ) : (
          <ClientView registered={registered} />
        )
      }
    </Loaded>
  );
}

/** A version that is not there, or no more: its history is. */
function Gone({ name, version, error }: { name: string; version: string; error: unknown }) {
  const { t } = useText();
  return (
    <div className="stack">
      <h1 className="wrap-anywhere">{`${name} v${version}`}</h1>
      <PageProblem error={error} />
      {/^\d+$/.test(version) ? (
        <Panel title={t("models.promotions")}>
          <Promotions model={name} version={Number(version)} />
        </Panel>
      ) : null}
      <Link to={paths.model(name)}>{name}</Link>
    </div>
  );
}
