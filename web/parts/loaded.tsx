import { useQuery, type UseQueryOptions } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { PageProblem } from "./problem.tsx";
import { PageSkeleton, PartSkeleton } from "./skeletons.tsx";

/** Asks, and shows the skeleton, the problem, or what `children` makes of the answer. */
export function Loaded<Answer>(props: {
  query: UseQueryOptions<Answer>;
  /** Height of the skeleton in px; without it, that of a page. */
  height?: number;
  /** What is shown when there is no answer; the problem, unless said. */
  otherwise?: (error: unknown) => ReactNode;
  children: (answer: Answer) => ReactNode;
}) {
  const { data, error } = useQuery(props.query);
  if (data !== undefined) return <>{props.children(data)}</>;
  if (error !== null) return <>{props.otherwise?.(error) ?? <PageProblem error={error} />}</>;
  return props.height === undefined ? <PageSkeleton /> : <PartSkeleton height={props.height} />;
}
