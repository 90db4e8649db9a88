import { LoadingFigure, StatePanel } from "@/components/ui/state-panel";
import { statesText } from "@/lib/messages/states";

/** The frame of a page whose parts are on their way. */
export function ConsoleLoading() {
  return (
    <>
      <div className="border-line border-b bg-surface" />
      <main className="grid place-items-center bg-canvas">
        <StatePanel figure={<LoadingFigure />} title={statesText.loading} />
      </main>
    </>
  );
}
