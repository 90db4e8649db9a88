"use client";

import { ErrorPage } from "@/components/shell/error-page";
import { shellText } from "@/lib/messages/shell";
import "./fonts.css";
import "./globals.css";

type Props = { readonly error: Error & { readonly digest?: string }; readonly reset: () => void };

/** Replaces the whole document when even the layout failed; it stands in the light theme. */
export default function GlobalError({ error, reset }: Props) {
  return (
    <html lang="en">
      <body>
        <title>{shellText.product}</title>
        <main className="flex h-dvh">
          <ErrorPage requestId={error.digest ?? null} onRetry={reset} />
        </main>
      </body>
    </html>
  );
}
