import "@fontsource-variable/inter/wght.css";
import "./styles/mantine.ts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/parts.css";
import "./styles/table.css";
import "./styles/flow.css";
import "./styles/charts.css";
import "./styles/made-with.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueries } from "./data/api.ts";
import { LiveProvider } from "./data/use-live.tsx";
import { startLanguage } from "./i18n/i18n.ts";
import { fromMlflowLink } from "./shell/mlflow-links.ts";
import { router } from "./shell/router.tsx";
import { theme } from "./shell/theme.ts";

const meant = fromMlflowLink(location.hash);
if (meant !== undefined) history.replaceState(null, "", meant);
const queries = createQueries();
await startLanguage();
const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root.");
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <LiveProvider>
          <RouterProvider router={router} />
        </LiveProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
