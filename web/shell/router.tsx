import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
} from "@tanstack/react-router";
import { NotFoundPage, PageProblem } from "../parts/problem.tsx";
import { PageSkeleton } from "../parts/skeletons.tsx";
import { FlowPage } from "../flow/flow-page.tsx";
import { Shell } from "./shell.tsx";

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFoundPage,
  validateSearch: (search: Record<string, unknown>) => search,
});

const page = (path: string, component: RouteComponent) =>
  createRoute({ getParentRoute: () => root, path, component });

/** One entry per page; everything but the flow page is loaded when it is first visited. */
const tree = root.addChildren([
  page("/", FlowPage),
  page(
    "/sources",
    lazyRouteComponent(() => import("../sources/sources-page.tsx"), "SourcesPage"),
  ),
  page(
    "/sources/$name",
    lazyRouteComponent(() => import("../sources/source-page.tsx"), "SourcePage"),
  ),
  page(
    "/datasets",
    lazyRouteComponent(() => import("../datasets/datasets-page.tsx"), "DatasetsPage"),
  ),
  page(
    "/datasets/$name",
    lazyRouteComponent(() => import("../datasets/dataset-page.tsx"), "DatasetPage"),
  ),
  page(
    "/dataset-versions/$id",
    lazyRouteComponent(() => import("../datasets/dataset-version-page.tsx"), "DatasetVersionPage"),
  ),
  page(
    "/pipelines",
    lazyRouteComponent(() => import("../pipelines/pipelines-page.tsx"), "PipelinesPage"),
  ),
  page(
    "/pipelines/$name",
    lazyRouteComponent(() => import("../pipelines/pipeline-page.tsx"), "PipelinePage"),
  ),
  page(
    "/pipeline-runs/$id",
    lazyRouteComponent(() => import("../pipelines/pipeline-run-page.tsx"), "PipelineRunPage"),
  ),
  page(
    "/experiments",
    lazyRouteComponent(() => import("../experiments/experiments-page.tsx"), "ExperimentsPage"),
  ),
  page(
    "/experiments/$id",
    lazyRouteComponent(() => import("../experiments/experiment-page.tsx"), "ExperimentPage"),
  ),
  page(
    "/runs/$id",
    lazyRouteComponent(() => import("../experiments/run-page.tsx"), "RunPage"),
  ),
  page(
    "/compare",
    lazyRouteComponent(() => import("../experiments/compare/compare-page.tsx"), "ComparePage"),
  ),
  page(
    "/models",
    lazyRouteComponent(() => import("../models/models-page.tsx"), "ModelsPage"),
  ),
  page(
    "/models/$name",
    lazyRouteComponent(() => import("../models/model-page.tsx"), "ModelPage"),
  ),
  page(
    "/models/$name/history",
    lazyRouteComponent(() => import("../models/history/history-page.tsx"), "HistoryPage"),
  ),
  page(
    "/models/$name/compare",
    lazyRouteComponent(() => import("../models/compare/compare-page.tsx"), "ComparePage"),
  ),
  page(
    "/models/$name/$version",
    lazyRouteComponent(() => import("../models/model-version-page.tsx"), "ModelVersionPage"),
  ),
  page(
    "/model-versions/$id",
    lazyRouteComponent(() => import("../models/model-version-by-id.tsx"), "ModelVersionById"),
  ),
  page(
    "/deployments",
    lazyRouteComponent(() => import("../deployments/deployments-page.tsx"), "DeploymentsPage"),
  ),
  page(
    "/deployments/$name",
    lazyRouteComponent(() => import("../deployments/deployment-page.tsx"), "DeploymentPage"),
  ),
  page(
    "/predictions",
    lazyRouteComponent(() => import("../predictions/predictions-page.tsx"), "PredictionsPage"),
  ),
  page(
    "/predictions/$id",
    lazyRouteComponent(() => import("../predictions/prediction-page.tsx"), "PredictionPage"),
  ),
  page(
    "/monitors",
    lazyRouteComponent(() => import("../monitors/monitors-page.tsx"), "MonitorsPage"),
  ),
  page(
    "/monitors/$name",
    lazyRouteComponent(() => import("../monitors/monitor-page.tsx"), "MonitorPage"),
  ),
  page(
    "/retraining",
    lazyRouteComponent(() => import("../retraining/retraining-page.tsx"), "RetrainingPage"),
  ),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: ({ error }) => <PageProblem error={error} />,
  scrollRestoration: true,
});
