import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

/** A parameter of the path. */
export function useParam(name: "name" | "id" | "version"): string {
  const params = useParams({ strict: false }) as Partial<Record<string, string>>;
  return params[name] ?? "";
}

/** A piece of the view that lives in the address, so that it can be sent and gone back to. */
export function useUrlState(key: string): readonly [string, (value: string) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const value = search[key];
  const set = useCallback(
    (next: string) =>
      void navigate({
        to: ".",
        search: (before: Record<string, unknown>) => {
          const { [key]: _, ...rest } = before;
          return next === "" ? rest : { ...rest, [key]: next };
        },
        replace: true,
        resetScroll: false,
      } as unknown as Parameters<typeof navigate>[0]),
    [key, navigate],
  );
  return [typeof value === "string" || typeof value === "number" ? String(value) : "", set];
}

/** Sets several pieces of the view at once; empty ones leave the address. */
export function useSetUrl(): (pieces: Readonly<Record<string, string>>) => void {
  const navigate = useNavigate();
  return useCallback(
    (pieces) =>
      void navigate({
        to: ".",
        search: (before: Record<string, unknown>) =>
          Object.fromEntries(Object.entries({ ...before, ...pieces }).filter(([, value]) => value !== "")),
        replace: true,
        resetScroll: false,
      } as unknown as Parameters<typeof navigate>[0]),
    [navigate],
  );
}
