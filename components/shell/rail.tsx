"use client";

import {
  FileCode2,
  History,
  type LucideIcon,
  Route as RouteIcon,
  SquarePen,
  Waypoints,
} from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useFindings } from "@/components/live/findings/use-findings";
import { useDraftCount } from "@/components/live/use-draft-count";
import { cn } from "@/components/ui/class-names";
import { Logo } from "@/components/ui/glyphs/logo";
import { Icon } from "@/components/ui/icon";
import { shellText } from "@/lib/messages/shell";

type Place = { readonly href: Route; readonly label: string; readonly icon: LucideIcon };

/** Only places that exist. */
const PLACES: readonly Place[] = [
  { href: "/topology", label: shellText.places.topology, icon: Waypoints },
  { href: "/config", label: shellText.places.config, icon: FileCode2 },
  { href: "/drafts", label: shellText.places.drafts, icon: SquarePen },
  { href: "/trace", label: shellText.places.trace, icon: RouteIcon },
  { href: "/changes", label: shellText.places.changes, icon: History },
];

/** The places of the console, at the left edge. */
export function Rail() {
  const path = usePathname();
  const drafts = useDraftCount() ?? 0;
  return (
    <nav
      aria-label={shellText.places.label}
      className="row-span-full flex flex-col items-center gap-0.5 border-line border-r bg-surface pb-1.5"
    >
      <Link href="/" className="mb-1 grid h-topbar w-full place-items-center">
        <Logo size={26} label={shellText.product} />
      </Link>
      {PLACES.map((place) => (
        <PlaceLink key={place.href} place={place} here={path.startsWith(place.href)}>
          {place.href === "/drafts" && drafts > 0 ? <DraftBadge count={drafts} /> : null}
          {place.href === "/config" ? <FindingsBadge /> : null}
        </PlaceLink>
      ))}
    </nav>
  );
}

type PlaceLinkProps = {
  readonly place: Place;
  readonly here: boolean;
  /** What is said of the place beside its name. */
  readonly children: ReactNode;
};

function PlaceLink({ place, here, children }: PlaceLinkProps) {
  return (
    <Link
      href={place.href}
      aria-current={here ? "page" : undefined}
      className={cn(
        "relative flex h-[46px] w-[54px] flex-col items-center justify-center gap-[3px] rounded-control text-ink-3 hover:bg-hover",
        here &&
          "bg-sunken text-ink before:absolute before:top-2.5 before:bottom-2.5 before:-left-[3px] before:w-0.5 before:rounded-[2px] before:bg-accent hover:bg-sunken",
      )}
    >
      <Icon of={place.icon} size={18} className={here ? "text-accent" : ""} />
      <span className="stretch-92 font-medium text-[10px] leading-3">{place.label}</span>
      {children}
    </Link>
  );
}

/** More is not a figure that anybody reads at a glance. */
const MOST = 99;

const BADGE =
  "absolute top-0.5 right-1.5 grid h-[15px] min-w-[15px] place-items-center rounded-full px-1 font-semibold text-[10px] leading-none";

const figure = (count: number): string => (count > MOST ? `${MOST}+` : String(count));

function DraftBadge({ count }: { readonly count: number }) {
  return (
    <>
      <span aria-hidden="true" className={cn(BADGE, "bg-draft text-on-draft")}>
        {figure(count)}
      </span>
      <span className="sr-only">{shellText.places.draftCount(count)}</span>
    </>
  );
}

/** Findings that are worse than a note. */
function FindingsBadge() {
  const findings = useFindings()?.all ?? [];
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  if (errors + warnings === 0) return null;
  return (
    <>
      <span
        aria-hidden="true"
        className={cn(BADGE, "text-surface", errors > 0 ? "bg-failing-fg" : "bg-degraded-fg")}
      >
        {figure(errors + warnings)}
      </span>
      <span className="sr-only">{shellText.places.findingCount(errors, warnings)}</span>
    </>
  );
}
