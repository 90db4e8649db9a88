"use client";

import { type ComponentProps, lazy, Suspense } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import { yamlEditorText } from "@/lib/messages/designer/yaml-editor";
import type { CodeEditor, CodeReader } from "./editor/code-editor";

// The editor is the largest part of the page that few visits need: it comes when a text is shown.
const load = () => import("./editor/code-editor");
const Editor = lazy(() => load().then((module) => ({ default: module.CodeEditor })));
const Reader = lazy(() => load().then((module) => ({ default: module.CodeReader })));

/** Loads the editor ahead, where a text will likely be shown next. What fails is loaded again when it is shown. */
export const preloadEditor = (): void => {
  load().catch(() => {});
};

function Loading() {
  return (
    <div role="status" aria-label={yamlEditorText.loading} className="flex-1 px-3 py-2">
      <Skeleton width="66%" />
    </div>
  );
}

/** `CodeEditor`, loaded when it is first shown. */
export function LazyEditor(props: ComponentProps<typeof CodeEditor>) {
  return (
    <Suspense fallback={<Loading />}>
      <Editor {...props} />
    </Suspense>
  );
}

/** `CodeReader`, loaded when it is first shown. */
export function LazyReader(props: ComponentProps<typeof CodeReader>) {
  return (
    <Suspense fallback={<Loading />}>
      <Reader {...props} />
    </Suspense>
  );
}
