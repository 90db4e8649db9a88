import { ShellScope } from "@/components/shell/shell-scope";
import { Logo } from "@/components/ui/glyphs/logo";
import { ControlCells } from "./control-cells";
import { FindingCells } from "./finding-cells";
import { GlyphCells } from "./glyph-cells";
import { ShellCells } from "./shell-cells";
import { StateCells } from "./state-cells";
import { YamlCells } from "./yaml-cells";

/** Every component in every state, for eyes and for screenshots. */
export function Gallery() {
  return (
    <ShellScope>
      <div className="min-h-dvh bg-canvas">
        <header className="flex items-center gap-3 px-6 pt-4 pb-2">
          <Logo size={28} />
          <h1 className="font-semibold text-figure tracking-[-0.01em]">Components and states</h1>
        </header>
        <main className="grid w-[1440px] grid-cols-12 gap-3 px-6 pt-2 pb-6">
          <ShellCells />
          <ControlCells />
          <GlyphCells />
          <StateCells />
          <FindingCells />
          <YamlCells />
        </main>
      </div>
    </ShellScope>
  );
}
