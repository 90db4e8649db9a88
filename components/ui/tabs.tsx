"use client";

import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./class-names";

export type Tab<V extends string> = {
  readonly value: V;
  readonly label: string;
  /** How many things the tab holds. */
  readonly count?: number | null;
  /** How the count is drawn. */
  readonly tone?: keyof typeof TAB_TONES;
};

type TabsProps<V extends string> = {
  readonly label: string;
  readonly tabs: readonly Tab<V>[];
  readonly value: V;
  readonly onChange: (next: V) => void;
  /** `TabPanel`s, one per tab. */
  readonly children: ReactNode;
  readonly className?: string;
};

/** A row of tabs and their panels. */
export function Tabs<V extends string>(props: TabsProps<V>) {
  const { label, tabs, value, onChange, children, className } = props;
  return (
    <TabScope tabs={tabs} value={value} onChange={onChange} className={className}>
      <TabRow label={label} tabs={tabs} className="h-[30px] border-line border-b px-3" />
      {children}
    </TabScope>
  );
}

type TabScopeProps<V extends string> = Omit<TabsProps<V>, "label" | "className"> & {
  readonly className?: string | undefined;
};

/** Holds a `TabRow` and `TabPanel`s that stand apart from each other. */
export function TabScope<V extends string>(props: TabScopeProps<V>) {
  const { tabs, value, onChange, children, className } = props;
  const choose = (next: string) => {
    const tab = tabs.find((t) => t.value === next);
    if (tab) onChange(tab.value);
  };
  return (
    <Radix.Root
      value={value}
      onValueChange={choose}
      className={cn("flex min-h-0 flex-col", className)}
    >
      {children}
    </Radix.Root>
  );
}

type TabRowProps<V extends string> = {
  readonly label: string;
  readonly tabs: readonly Tab<V>[];
  readonly className?: string;
};

/** The tabs of the `TabScope` around it. */
export function TabRow<V extends string>({ label, tabs, className }: TabRowProps<V>) {
  return (
    <Radix.List aria-label={label} className={cn("flex flex-none gap-3.5", className)}>
      {tabs.map((tab) => (
        <Radix.Trigger
          key={tab.value}
          value={tab.value}
          className="-mb-px flex items-center gap-[5px] whitespace-nowrap border-transparent border-b-2 font-medium text-ink-3 hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
        >
          {tab.label}
          {tab.count == null ? null : (
            <span className={cn("font-normal text-note", TAB_TONES[tab.tone ?? "plain"])}>
              {tab.count}
            </span>
          )}
        </Radix.Trigger>
      ))}
    </Radix.List>
  );
}

const TAB_TONES = { plain: "text-ink-3", failing: "font-semibold text-failing-fg" } as const;

type TabPanelProps = {
  readonly value: string;
  readonly children: ReactNode;
  readonly className?: string;
};

/** What one tab shows. Only the panel of the chosen tab is mounted. */
export function TabPanel({ value, children, className }: TabPanelProps) {
  return (
    <Radix.Content value={value} className={cn("min-h-0 flex-1 overflow-y-auto", className)}>
      {children}
    </Radix.Content>
  );
}
