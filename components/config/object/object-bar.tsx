"use client";

import { ChevronRight } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { Icon } from "@/components/ui/icon";
import { linkLook } from "@/components/ui/text-link";
import { configObjectText } from "@/lib/messages/config-place/object";
import { listPath } from "@/lib/view/config/config-params";
import { ConfigBar } from "../parts/config-bar";

/** The bar over the page of an object: the way back to the list. */
export function ObjectBar({ name }: { readonly name: string }) {
  return (
    <ConfigBar
      scope={
        <span className="flex min-w-0 items-center gap-1 px-1.5 text-lead">
          <Link
            // An address that this console makes and has a page for.
            href={listPath() as Route}
            className={`${linkLook} flex min-h-6 items-center`}
          >
            {configObjectText.back}
          </Link>
          <Icon of={ChevronRight} size={13} className="flex-none text-ink-3" />
          <b className="truncate">{name}</b>
        </span>
      }
    />
  );
}
