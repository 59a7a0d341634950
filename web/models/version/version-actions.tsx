import { useQuery } from "@tanstack/react-query";
import type { RegisteredVersion } from "../../../src/contract/records/models.ts";
import { ask } from "../../data/api.ts";
import { useText } from "../../i18n/use-text.ts";
import { Link } from "../../parts/link.tsx";
import type { Done } from "../../parts/use-done.tsx";
import { paths } from "../../shell/paths.ts";
import { RemoveAlias, SetAlias } from "../actions/aliases.tsx";
import { DeleteVersion } from "../actions/delete.tsx";

/** What one may do with a version of any make. */
export function VersionActions({ registered, done }: { registered: RegisteredVersion; done: Done }) {
  const { t } = useText();
  const { model, version } = registered;
  const { data } = useQuery(ask("models", "show", { params: { name: model } }));
  const of = { model, version, all: data?.aliases ?? {}, done };
  return (
    <>
      {data === undefined || data.versions < 2 ? null : (
        <Link className="button-link" to={paths.modelCompare(model)} search={{ with: String(version) }}>
          {t("registry.compare.link")}
        </Link>
      )}
      <SetAlias {...of} />
      <RemoveAlias {...of} />
      <DeleteVersion model={model} version={version} />
    </>
  );
}
