import { type ReactNode, Suspense } from "react";
import { PendingBar } from "@/components/changes/change/pending-bar";
import { FindingsFeed } from "@/components/live/findings/findings-feed";
import { LiveProvider } from "@/components/live/live-provider";
import { ConsoleFrame } from "@/components/shell/console-frame";
import { ConsoleLoading } from "@/components/shell/console-loading";
import { ShellScope } from "@/components/shell/shell-scope";
import { Providers } from "@/lib/trpc/provider";

export default function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  return (
    <Providers>
      <ShellScope>
        <ConsoleFrame foot={<PendingBar />}>
          <Suspense fallback={<ConsoleLoading />}>
            {/* Within the boundary: nothing arrives before the page is hydrated, which would not be what the server drew. */}
            <LiveProvider>
              <FindingsFeed>{children}</FindingsFeed>
            </LiveProvider>
          </Suspense>
        </ConsoleFrame>
      </ShellScope>
    </Providers>
  );
}
