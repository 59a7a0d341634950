import { Link as RouterLink } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** A link to a path of `paths`; the browser's own link for everything else it does. */
export function Link(props: {
  to: string;
  /** The view that the page is to open with. */
  search?: Readonly<Record<string, string>>;
  className?: string | undefined;
  exact?: boolean;
  title?: string;
  onClick?: () => void;
  children: ReactNode;
}) {
  const { to, exact, search, ...rest } = props;
  const view = search === undefined ? {} : ({ search } as object);
  // Paths are made by `paths`, already filled; the router's own typed parameters would say it twice.
  return (
    <RouterLink {...rest} {...view} to={to} activeOptions={{ exact: exact ?? false, includeSearch: false }} />
  );
}
