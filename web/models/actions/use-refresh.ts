import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

/** Asks for everything of the models again; the events do so too, but later than whoever acted expects. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(() => queries.invalidateQueries({ queryKey: ["models"] }), [queries]);
}

/** Who acted, for the history: the pages know nobody by name yet. */
export const page = "web";
