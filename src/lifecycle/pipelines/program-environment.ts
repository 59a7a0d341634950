type Variables = Readonly<Record<string, string | undefined>>;

/** Variables of MLflow that say where to log, as whom, and to which run: those of another place would mislead. */
const misleading = /^_?MLFLOW_(TRACKING|REGISTRY|RUN|EXPERIMENT|WORKSPACE|ACTIVE_MODEL)(_|$)/;

const proxies = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];
const loopback = "127.0.0.1,localhost,::1";

/**
 * The environment of a step's program: that of prumo without what is prumo's own (PRUMO_…), what the step
 * declares, and where to log. The house is reached past any proxy.
 */
export function programEnvironment(
  inherited: Variables,
  declared: Readonly<Record<string, string>>,
  tracking: Readonly<Record<string, string>>,
): Variables {
  const isTracked = Object.keys(tracking).length > 0;
  const kept = Object.entries(inherited).filter(
    ([name]) => !name.startsWith("PRUMO_") && !(isTracked && misleading.test(name)),
  );
  const variables: Variables = { ...Object.fromEntries(kept), ...declared, ...tracking };
  if (!isTracked || !proxies.some((name) => variables[name])) return variables;
  const direct = [variables["no_proxy"] ?? variables["NO_PROXY"], loopback].filter(Boolean).join(",");
  return { ...variables, no_proxy: direct, NO_PROXY: direct };
}
