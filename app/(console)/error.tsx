"use client";

import { ErrorPage } from "@/components/shell/error-page";

type Props = { readonly error: Error & { readonly digest?: string }; readonly reset: () => void };

export default function ConsoleError({ error, reset }: Props) {
  return (
    <main className="col-start-2 row-span-2 flex">
      <ErrorPage requestId={error.digest ?? null} onRetry={reset} />
    </main>
  );
}
