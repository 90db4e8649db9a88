import type { ReactNode } from "react";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import type { Selection } from "@/lib/view/selection";
import type { Spotlight } from "@/lib/view/spotlight";
import type { Lens } from "@/lib/view/view-params";
import type { Viewport } from "@/lib/view/viewport";
import type { ConfigFacts } from "../config/config-facts";
import type { DraftLayer } from "../draft/draft-layer";
import type { PathLayer } from "../trace/trace-parts";
import type { CanvasController } from "./controller";
import type { Room } from "./view/fit-view";

/** A command that a menu of the picture offers. */
export type CanvasCommand = { readonly label: string; readonly run: () => void };

export type TopologyCanvasProps = {
  readonly graph: MeshGraph;
  /** The graph before anything in it was hidden: cards stand where they stand there. `null`, or left out: it is the graph itself. */
  readonly ground?: () => MeshGraph | null;
  readonly lens: Lens;
  /** Age of the figures in ms when they are too old: they are shown grey with it. `null` while they are in time. */
  readonly staleMs: number | null;
  /** No figures were read: whether there are requests is not known. */
  readonly unread: boolean;
  readonly selection: Selection | null;
  readonly onSelect: (next: Selection | null) => void;
  /** Opens what is folded: the id of a group. */
  readonly onOpen: (group: string) => void;
  /** Where the picture is looked at; `null` for the first look, which the canvas chooses. */
  readonly viewport: Viewport | null;
  /** Called when the view comes to rest, and after the first look was chosen. */
  readonly onViewport: (next: Viewport) => void;
  /** The place whose neighbourhood is kept bright until it is left. */
  readonly spotlight: Spotlight | null;
  readonly onSpotlight: (next: Spotlight | null) => void;
  readonly paused: boolean;
  readonly onPaused: (paused: boolean) => void;
  /** Something is looked for: what does not match is dimmed. */
  readonly findActive: boolean;
  /** Names what pins are kept for: cluster and kind of view. */
  readonly storageKey: string;
  /** Names what the picture is of: of another scope it is laid out from nothing, and looked at anew. */
  readonly scope: string;
  /** Ties the picture to controls elsewhere. */
  readonly controller: CanvasController;
  /** What configuration says of the graph, for its lens. */
  readonly config?: ConfigFacts | null;
  /** What a draft changes; `null` draws the mesh as it is. */
  readonly draft: DraftLayer | null;
  /** The way of a traced request; `null` while none is traced. */
  readonly path: PathLayer | null;
  /** Commands for a thing of the picture, under the other button of the mouse and the menu key. */
  readonly menuFor: (selection: Selection) => readonly CanvasCommand[];
  /** Ways out of an empty picture, and of a search without a match. */
  readonly emptyActions?: ReactNode;
  readonly noMatchActions?: ReactNode;
};

/** As the stage takes them: with the age as text, and the size of its frame in px. */
export type StageProps = Omit<TopologyCanvasProps, "staleMs"> & {
  readonly old: string | null;
  readonly room: Room;
};
