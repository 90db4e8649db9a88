"use client";

import { useEffect } from "react";
import { ConfigPage } from "@/components/config/list/config-page";
import { preloadEditor } from "@/components/designer/yaml/lazy-editor";

/** How long the list itself has for what it loads. */
const HEAD_START_MS = 1_500;

/** The list of objects. Where it leads is a text: its editor is there before an object is opened. */
export function ConfigRoute() {
  useEffect(() => {
    const timer = setTimeout(preloadEditor, HEAD_START_MS);
    return () => clearTimeout(timer);
  }, []);
  return <ConfigPage />;
}
