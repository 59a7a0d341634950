import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

export interface Pages<Item> {
  /** What has come by now; undefined before the first page. */
  readonly items: readonly Item[] | undefined;
  readonly error: unknown;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly more: () => void;
}

/** A paged list, a page at a time. `key` begins with station and operation, so that events find it. */
export function usePages<Item>(
  key: readonly unknown[],
  page: (
    cursor: string | undefined,
  ) => Promise<{ readonly items: readonly Item[]; readonly next: string | null }>,
): Pages<Item> {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => page(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const items = useMemo(() => data?.pages.flatMap((each) => each.items), [data]);
  return {
    items,
    error,
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    more: () => void fetchNextPage(),
  };
}
