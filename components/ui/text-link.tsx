import type { ComponentProps } from "react";
import { cn } from "./class-names";

const LOOK =
  "text-accent underline decoration-accent-line underline-offset-2 hover:decoration-accent";

/** A link to a place outside the console. Inside it, use `next/link` with `linkLook`. */
export function TextLink({ className, ...rest }: ComponentProps<"a">) {
  return <a {...rest} className={cn(LOOK, className)} />;
}

/** A button that reads as a link: it goes somewhere within the page. */
export function LinkButton({ className, ...rest }: ComponentProps<"button">) {
  return <button type="button" {...rest} className={cn(LOOK, "min-h-6 text-left", className)} />;
}

export const linkLook = LOOK;
