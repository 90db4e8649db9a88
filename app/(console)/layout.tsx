import { type ReactNode, Suspense } from "react";
import { ConsoleFrame } from "@/components/shell/console-frame";
import { ConsoleLoading } from "@/components/shell/console-loading";
import { ShellScope } from "@/components/shell/shell-scope";

export default function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  return (
    <ShellScope>
      <ConsoleFrame>
        <Suspense fallback={<ConsoleLoading />}>{children}</Suspense>
      </ConsoleFrame>
    </ShellScope>
  );
}
