import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { followEvents, type LiveState } from "./live.ts";

const LiveContext = createContext<LiveState>("connecting");

/** Keeps one line to the server's events open for the whole page. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");
  useEffect(() => followEvents(queries, setState), [queries]);
  return <LiveContext value={state}>{children}</LiveContext>;
}

export function useLive(): LiveState {
  return useContext(LiveContext);
}
