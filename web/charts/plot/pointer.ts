import type { PointerEvent } from "react";

/** Where the pointer is, in pixels from the upper left corner of what listens to it. */
export function pointOf(event: PointerEvent<HTMLElement>): { x: number; y: number } {
  const rect = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - rect.left, y: event.clientY - rect.top };
}
