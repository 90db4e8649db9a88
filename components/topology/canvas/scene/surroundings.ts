import type { Size } from "@/lib/layout/structure";

/** Calls `listener` at each event; gives what ends it. */
export function listen(target: EventTarget, event: string, listener: () => void): () => void {
  target.addEventListener(event, listener);
  return () => target.removeEventListener(event, listener);
}

/** Tells the size now and whenever it changes: to ask for it in every frame makes the browser lay out the page for it. */
export function onSize(element: Element, changed: (size: Size) => void): () => void {
  const measure = () => changed({ width: element.clientWidth, height: element.clientHeight });
  measure();
  const observer = new ResizeObserver(measure);
  observer.observe(element);
  const unlisten = listen(window, "resize", measure);
  return () => {
    observer.disconnect();
    unlisten();
  };
}

/** Tells when the page's colours are others. */
export function onTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme", "class"] });
  return () => observer.disconnect();
}
