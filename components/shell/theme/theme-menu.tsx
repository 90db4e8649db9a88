"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useEffect } from "react";
import { IconButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuChoice } from "@/components/ui/menu";
import { shellText } from "@/lib/messages/shell";
import { useStored } from "../stored";
import { THEME_KEY } from "./theme-script";

type Theme = "system" | "light" | "dark";

const ICON = { system: Monitor, light: Sun, dark: Moon } as const;
const THEMES: readonly Theme[] = ["system", "light", "dark"];

const OPTIONS = THEMES.map((value) => ({
  value,
  label: shellText.theme[value],
  icon: <Icon of={ICON[value]} size={14} className="text-ink-2" />,
}));

/** Puts the theme on the document, and follows the system while it decides. */
function useAppliedTheme(theme: Theme): void {
  useEffect(() => {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
      const dark = theme === "system" ? system.matches : theme === "dark";
      document.documentElement.setAttribute("data-theme", dark ? "dark" : "light");
    };
    apply();
    system.addEventListener("change", apply);
    return () => system.removeEventListener("change", apply);
  }, [theme]);
}

/** Light, dark, or as the system; kept in this browser. */
export function ThemeMenu() {
  const [stored, store] = useStored(THEME_KEY);
  const theme = THEMES.find((t) => t === stored) ?? "system";
  useAppliedTheme(theme);
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={shellText.theme.label}>
          <Icon of={ICON[theme]} size={15} />
        </IconButton>
      }
    >
      <MenuChoice
        label={shellText.theme.label}
        value={theme}
        options={OPTIONS}
        onChange={(next) => store(next === "system" ? null : next)}
      />
    </Menu>
  );
}
