import { useEffect, useRef, useState, type RefObject } from "react";

/** How wide an element is, px, followed as it changes; 0 before it is there. */
export function useWidth<Of extends HTMLElement>(): readonly [RefObject<Of | null>, number] {
  const place = useRef<Of>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    setWidth(element.clientWidth);
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [place, width];
}
