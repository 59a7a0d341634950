import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { ask } from "../data/api.ts";
import { useParam } from "../data/use-url.ts";
import { Loaded } from "../parts/loaded.tsx";
import { PageSkeleton } from "../parts/skeletons.tsx";
import { paths } from "../shell/paths.ts";

/** Others know a version by its id; its page has its name and number. */
export function ModelVersionById() {
  const id = useParam("id");
  return (
    <Loaded query={ask("models", "versionById", { params: { id } })}>
      {({ model, version }) => <Elsewhere to={paths.modelVersion(model, version)} />}
    </Loaded>
  );
}

function Elsewhere({ to }: { to: string }) {
  const navigate = useNavigate();
  useEffect(() => void navigate({ to, replace: true }), [navigate, to]);
  return <PageSkeleton />;
}
