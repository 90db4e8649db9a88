"use client";

import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { TooltipScope } from "@/components/ui/tooltip";
import { AnnouncerScope } from "./announcer";
import { ShortcutScope } from "./shortcuts/shortcut-scope";

/** What every page of the console stands in: the address as state, tooltips, keys, the live region. */
export function ShellScope({ children }: { readonly children: ReactNode }) {
  return (
    <NuqsAdapter>
      <TooltipScope>
        <ShortcutScope>
          <AnnouncerScope>{children}</AnnouncerScope>
        </ShortcutScope>
      </TooltipScope>
    </NuqsAdapter>
  );
}
