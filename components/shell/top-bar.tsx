"use client";

import { Command, Keyboard } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { IconButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Tooltip } from "@/components/ui/tooltip";
import { shellText } from "@/lib/messages/shell";
import { shortcutText } from "@/lib/messages/shortcuts";
import { keyCaps } from "@/lib/shortcuts/registry";
import { CommandPalette } from "./palette/command-palette";
import type { PaletteItem } from "./palette/palette-items";
import { useMac, useShortcuts } from "./shortcuts/shortcut-scope";
import { ShortcutSheet } from "./shortcuts/shortcut-sheet";
import { ThemeMenu } from "./theme/theme-menu";

type TopBarProps = {
  /** `NamePicker`s: clusters, then namespaces. */
  readonly scope?: ReactNode;
  /** The find and hide field. */
  readonly find?: ReactNode;
  /** Observe or design, on places that have both. */
  readonly mode?: ReactNode;
  readonly time?: ReactNode;
  readonly source?: ReactNode;
  readonly paletteItems: readonly PaletteItem[];
};

/** The bar over every page. It owns the palette and the shortcut sheet. */
export function TopBar({ scope, find, mode, time, source, paletteItems }: TopBarProps) {
  const router = useRouter();
  const mac = useMac();
  const [palette, setPalette] = useState(false);
  const [sheet, setSheet] = useState(false);
  useShortcuts({
    palette: () => setPalette(true),
    sheet: () => setSheet(true),
    "go-topology": () => router.push("/topology"),
    "go-trace": () => router.push("/trace"),
  });
  return (
    <header className="flex min-w-0 items-center gap-1.5 border-line border-b bg-surface pr-2.5 pl-2">
      {scope}
      {find ?? <span className="flex-1" />}
      {mode}
      {time}
      {source}
      <Tooltip text={shellText.palette.label} keys={keyCaps("Mod+k", mac)}>
        <IconButton label={shellText.palette.label} onClick={() => setPalette(true)}>
          <Icon of={Command} size={15} />
        </IconButton>
      </Tooltip>
      <Tooltip text={shortcutText.title} keys={keyCaps("?", mac)}>
        <IconButton
          label={shortcutText.title}
          onClick={() => setSheet(true)}
          className="max-wide:hidden"
        >
          <Icon of={Keyboard} size={15} />
        </IconButton>
      </Tooltip>
      <ThemeMenu />
      <CommandPalette open={palette} onOpenChange={setPalette} items={paletteItems} />
      <ShortcutSheet open={sheet} onOpenChange={setSheet} />
    </header>
  );
}

/** The slash between the clusters and the namespaces. */
export function ScopeSeparator() {
  return (
    <span aria-hidden="true" className="text-line-3">
      /
    </span>
  );
}
