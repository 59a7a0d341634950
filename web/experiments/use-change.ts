import { useMutation, useQueryClient } from "@tanstack/react-query";

/** An act on experiments or runs, after which all that shows them is asked again. */
export function useChange<Answer>(act: () => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["experiments"] }),
  });
}
