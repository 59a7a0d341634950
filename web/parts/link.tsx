import { Link as RouterLink } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** A link to a path of `paths`; the browser's own link for everything else it does. */
export function Link(props: {
  to: string;
  className?: string | undefined;
  exact?: boolean;
  title?: string;
  onClick?: () => void;
  children: ReactNode;
}) {
  const { to, exact, ...rest } = props;
  // Paths are made by `paths`, already filled; the router's own typed parameters would say it twice.
  return <RouterLink {...rest} to={to} activeOptions={{ exact: exact ?? false, includeSearch: false }} />;
}
