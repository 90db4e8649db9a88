"use client";

import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./class-names";
import { Icon } from "./icon";
import { Kbd } from "./kbd";

const ROW =
  "flex h-row-dense cursor-default select-none items-center gap-2 rounded-[4px] px-2 text-ink outline-none data-[disabled]:text-ink-disabled data-[highlighted]:bg-hover";

type MenuProps = {
  readonly trigger: ReactElement;
  readonly children: ReactNode;
  readonly align?: "start" | "center" | "end";
};

/** A list of commands or choices under its button. It opens in place, within the landmark of the button. */
export function Menu({ trigger, children, align = "start" }: MenuProps) {
  return (
    // Not modal: the page behind stays reachable, and a press outside closes the menu and acts at once.
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Content
        align={align}
        sideOffset={4}
        collisionPadding={8}
        className="z-(--h-z-popover) min-w-44 rounded-panel bg-raised p-1 shadow-2!"
      >
        {children}
      </Radix.Content>
    </Radix.Root>
  );
}

type MenuItemProps = {
  readonly onSelect: () => void;
  readonly icon?: ReactNode;
  readonly keys?: readonly string[];
  readonly disabled?: boolean;
  readonly children: ReactNode;
};

/** One command. */
export function MenuItem({ onSelect, icon, keys, disabled = false, children }: MenuItemProps) {
  return (
    <Radix.Item className={ROW} disabled={disabled} onSelect={onSelect}>
      {icon}
      <span className="flex-1">{children}</span>
      {keys === undefined ? null : <Kbd keys={keys} />}
    </Radix.Item>
  );
}

type MenuChoiceProps<V extends string> = {
  readonly label: string;
  readonly value: V;
  readonly options: readonly {
    readonly value: V;
    readonly label: string;
    readonly icon?: ReactNode;
  }[];
  readonly onChange: (next: V) => void;
};

/** One of several, with a tick on the chosen one. */
export function MenuChoice<V extends string>({
  label,
  value,
  options,
  onChange,
}: MenuChoiceProps<V>) {
  const choose = (next: string) => {
    const option = options.find((o) => o.value === next);
    if (option) onChange(option.value);
  };
  return (
    <Radix.RadioGroup aria-label={label} value={value} onValueChange={choose}>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={cn(ROW, "pr-2")}>
          {option.icon}
          <span className="flex-1">{option.label}</span>
          <Radix.ItemIndicator>
            <Icon of={Check} size={13} />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

/** A switch that keeps the menu open. */
export function MenuCheck(props: {
  readonly checked: boolean;
  readonly onChange: (next: boolean) => void;
  readonly children: ReactNode;
}) {
  return (
    <Radix.CheckboxItem
      className={ROW}
      checked={props.checked}
      onCheckedChange={props.onChange}
      onSelect={(event) => event.preventDefault()}
    >
      <span className="flex-1">{props.children}</span>
      <Radix.ItemIndicator>
        <Icon of={Check} size={13} />
      </Radix.ItemIndicator>
    </Radix.CheckboxItem>
  );
}

/** Small heading over a part of a menu. */
export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-0.5 text-ink-3 text-note">{children}</Radix.Label>;
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}
