import { Checkbox } from "@mantine/core";
import { useState } from "react";
import { useText } from "../../../i18n/use-text.ts";
import { type ArtifactPlace, pageUrl } from "./place.ts";

/**
 * An HTML file in a frame that has an origin of its own and no way to the network or to this page; its scripts run only
 * when one asks for it, and there, too.
 */
export function PagePreview({ place, name }: { place: ArtifactPlace; name: string }) {
  const { t } = useText();
  const [withScripts, setScripts] = useState(false);
  return (
    <>
      <Checkbox
        size="xs"
        label={t("run.artifacts.runScripts")}
        description={t("run.artifacts.sandboxed")}
        checked={withScripts}
        onChange={(event) => setScripts(event.currentTarget.checked)}
      />
      <iframe
        key={String(withScripts)}
        className="page-preview"
        title={t("run.artifacts.pageOf", { name })}
        sandbox={withScripts ? "allow-scripts" : ""}
        referrerPolicy="no-referrer"
        src={pageUrl(place, withScripts)}
      />
    </>
  );
}
