import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import type { Signal } from "../../src/contract/events.ts";
import { followEvents, type LiveState } from "./live.ts";

type Hearer = (signal: Signal) => void;

const LiveContext = createContext<LiveState>("connecting");
const SignalContext = createContext<(hear: Hearer) => () => void>(() => () => undefined);

/** Keeps one line to the server's events open for the whole page. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");
  const hearers = useMemo(() => new Set<Hearer>(), []);
  const listen = useMemo(
    () => (hear: Hearer) => {
      hearers.add(hear);
      return () => void hearers.delete(hear);
    },
    [hearers],
  );
  useEffect(
    () => followEvents(queries, setState, (signal) => hearers.forEach((hear) => hear(signal))),
    [queries, hearers],
  );
  return (
    <LiveContext value={state}>
      <SignalContext value={listen}>{children}</SignalContext>
    </LiveContext>
  );
}

export function useLive(): LiveState {
  return useContext(LiveContext);
}

/** Subscribes to the server's signals as they come; answers how to stop. */
export function useSignals(): (hear: Hearer) => () => void {
  return useContext(SignalContext);
}
