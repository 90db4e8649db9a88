import { cva, type VariantProps } from "class-variance-authority";
import { type ComponentProps, type MouseEvent, type ReactNode, useId } from "react";
import { cn } from "./class-names";

const button = cva(
  "inline-flex flex-none select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-control border font-medium transition-colors duration-(--h-fast)",
  {
    variants: {
      variant: {
        plain: "border-line-2 bg-surface text-ink hover:bg-hover active:bg-pressed",
        primary:
          "border-accent bg-accent text-on-accent hover:border-accent-hover hover:bg-accent-hover",
        draft: "border-draft bg-draft text-on-draft hover:border-draft-hover hover:bg-draft-hover",
        quiet: "border-transparent bg-transparent text-ink-2 hover:bg-hover active:bg-pressed",
        danger: "border-failing bg-surface text-failing-fg hover:bg-failing-soft",
      },
      size: {
        s: "h-6 px-2 text-note",
        m: "h-control px-2.5 text-body",
        l: "h-8 px-3.5 text-lead",
      },
      disabled: {
        true: "cursor-not-allowed border-line bg-canvas text-ink-disabled hover:bg-canvas active:bg-canvas",
        false: "",
      },
    },
    compoundVariants: [
      {
        disabled: true,
        variant: ["primary", "draft", "danger", "quiet"],
        className: "border-line bg-canvas text-ink-disabled hover:border-line hover:bg-canvas",
      },
    ],
    defaultVariants: { variant: "plain", size: "m", disabled: false },
  },
);

type ButtonProps = Omit<ComponentProps<"button">, "disabled"> &
  Omit<VariantProps<typeof button>, "disabled"> & {
    /**
     * Why it cannot be pressed. The button stays focusable, so that keyboard and screen reader reach the reason;
     * show the same words beside it where there is room.
     */
    readonly disabledReason?: string | null;
    /** Something was started and has not ended: shows a spinner and takes no second press. */
    readonly busy?: boolean;
    readonly children?: ReactNode;
  };

/** A button with a word on it. `type` is `button` unless said otherwise. */
export function Button(props: ButtonProps) {
  const { variant, size, disabledReason = null, busy = false, className, onClick, ...rest } = props;
  const reasonId = useId();
  const off = disabledReason !== null || busy;
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (off) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <>
      <button
        type="button"
        {...rest}
        aria-disabled={off || undefined}
        aria-busy={busy || undefined}
        {...(disabledReason === null
          ? {}
          : { "aria-describedby": reasonId, title: disabledReason })}
        onClick={press}
        className={cn(button({ variant, size, disabled: disabledReason !== null }), className)}
      >
        {busy ? <Spinner /> : null}
        {rest.children}
      </button>
      {disabledReason === null ? null : (
        <span id={reasonId} className="sr-only">
          {disabledReason}
        </span>
      )}
    </>
  );
}

/** Turning ring for what is under way; the words beside it say what. */
export function Spinner() {
  return (
    <span
      aria-hidden="true"
      className="size-3 animate-spin rounded-full border-2 border-line-2 border-t-ink-2"
    />
  );
}

const iconButton = cva(
  "grid flex-none place-items-center rounded-control text-ink-2 transition-colors duration-(--h-fast) hover:bg-hover aria-pressed:bg-sunken aria-pressed:text-ink aria-expanded:bg-sunken",
  { variants: { size: { s: "size-6", m: "size-control" } }, defaultVariants: { size: "m" } },
);

type IconButtonProps = Omit<ComponentProps<"button">, "aria-label"> &
  VariantProps<typeof iconButton> & {
    /** What it does; spoken, and shown as a tooltip by `Tooltip` around it. */
    readonly label: string;
    /** For a switch: whether it is on. */
    readonly pressed?: boolean;
  };

/** A square button with an icon only. */
export function IconButton({ label, pressed, size, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
      className={cn(iconButton({ size }), className)}
    />
  );
}
