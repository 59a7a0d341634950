import type { ReactNode } from "react";

/** What may be wider than the page scrolls by itself, also by the keyboard. */
export function Wide({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="table-box wide" tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  );
}
