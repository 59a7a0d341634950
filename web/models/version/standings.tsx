import type { RegisteredVersion } from "../../../src/contract/records/models.ts";
import { useText } from "../../i18n/use-text.ts";

/** The aliases that point at a version, and its stage. */
export function Standings({ registered: { aliases, stage } }: { registered: RegisteredVersion }) {
  const { t } = useText();
  if (aliases.length === 0 && stage === "None") return null;
  return (
    <span className="standings">
      {aliases.map((alias) => (
        <span className="badge" key={alias}>
          {alias}
        </span>
      ))}
      {stage === "None" ? null : <span className="badge">{t("registry.stage", { name: stage })}</span>}
    </span>
  );
}
