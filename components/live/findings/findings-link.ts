import type { AnalysisStep, DraftFindings } from "@/lib/live/findings/analysis-run";
import { deltaOf } from "@/lib/live/findings/mesh-delta";
import type { Finding } from "@/lib/mesh/analysis/finding";
import type { SeenCalls } from "@/lib/mesh/analysis/inputs/observed-calls";
import type { Kind } from "@/lib/mesh/model/kinds";
import type { ConfigOverlay } from "@/lib/mesh/model/overlay-index";
import type { MeshSnapshot } from "@/lib/mesh/model/snapshot";

/** What has happened to the mesh, and the draft over it that is asked about; `null`: the mesh itself is. */
export type FindingsQuestion = {
  readonly step: AnalysisStep;
  readonly draft: ConfigOverlay | null;
};

export type FindingsAnswer =
  | { readonly type: "mesh"; readonly findings: readonly Finding[] }
  | ({ readonly type: "draft" } & DraftFindings);

/** What the page asks, and what comes back under the same number. */
export type Numbered<T> = { readonly id: number; readonly value: T };

/** Who analyses: another thread, or this one where the browser has no other. Questions are answered in order. */
export type Analyst = {
  readonly ask: (question: FindingsQuestion) => Promise<FindingsAnswer>;
  /** Ends it, whatever it is at. */
  readonly end: () => void;
};

export type FindingsWorld = {
  /** One that knows nothing yet. */
  readonly analyst: () => Analyst;
  readonly now: () => string;
  /** Calls later; the returned function calls it off. */
  readonly later: (ms: number, then: () => void) => () => void;
  readonly found: (findings: readonly Finding[]) => void;
};

/** Between two analyses: pods that come and go change the mesh many times a second. */
export const PAUSE_MS = 500;
/** After an analyst has failed. */
export const AGAIN_MS = 15_000;

type Seen = {
  readonly mesh: MeshSnapshot;
  readonly absent: readonly Kind[];
  /** `null` where no traffic is known. */
  readonly calls: SeenCalls | null;
};

type DraftAsked = {
  readonly overlay: ConfigOverlay;
  readonly found: (findings: DraftFindings) => void;
};

/**
 * Keeps the findings of a mesh that changes, and those of the draft that is worked on. One analysis of the mesh is under way at a time, of
 * the newest mesh that there is when it begins; what came in between is analysed with the next. Of drafts the same: while one is judged,
 * only the last that came in waits. The analyst is told only what has changed since it was asked last.
 */
export class FindingsLink {
  readonly #world: FindingsWorld;
  #analyst: Analyst | null = null;
  #told: MeshSnapshot | null = null;
  #toldCalls: SeenCalls | null = null;
  #seen: Seen | null = null;
  #isNew = false;
  #busy = false;
  #over = false;
  #callOff: (() => void) | null = null;
  #draft: DraftAsked | null = null;
  #judging = false;
  /** The analyst has failed, and no other is asked yet. */
  #isDown = false;

  constructor(world: FindingsWorld) {
    this.#world = world;
  }

  /** The mesh, or who calls whom in it, is another one. */
  offer(mesh: MeshSnapshot, absent: readonly Kind[], calls: SeenCalls | null = null): void {
    const isFirst = this.#seen === null;
    this.#seen = { mesh, absent, calls };
    this.#isNew = true;
    if (!this.#busy) this.#next();
    if (isFirst) this.#judge();
  }

  /** The draft is another one. `found` is called once, unless yet another comes in before. */
  judge(overlay: ConfigOverlay, found: DraftAsked["found"]): void {
    this.#draft = { overlay, found };
    this.#judge();
  }

  /** Ends everything; nothing is told any more. */
  stop(): void {
    this.#over = true;
    this.#callOff?.();
    this.#analyst?.end();
  }

  #ask(seen: Seen, draft: ConfigOverlay | null): Promise<FindingsAnswer> {
    const analyst = this.#analyst ?? this.#world.analyst();
    this.#analyst = analyst;
    const { absent, mesh, calls } = seen;
    const events = deltaOf(this.#told, mesh);
    const isNews = this.#told === null || calls !== this.#toldCalls;
    const step = { events, absent, now: this.#world.now(), ...(isNews && { seen: calls }) };
    this.#told = mesh;
    this.#toldCalls = calls;
    return analyst.ask({ step, draft });
  }

  #next(): void {
    const seen = this.#isNew ? this.#seen : null;
    this.#isNew = false;
    this.#busy = seen !== null && !this.#over;
    if (seen === null || this.#over) return;
    const asked = this.#ask(seen, null);
    const analyst = this.#analyst;
    asked.then(
      (answer) => this.#answered(answer),
      () => this.#failed(analyst),
    );
  }

  #judge(): void {
    const [seen, draft] = [this.#seen, this.#draft];
    if (seen === null || draft === null) return;
    if (this.#judging || this.#isDown || this.#over) return;
    this.#draft = null;
    this.#judging = true;
    const asked = this.#ask(seen, draft.overlay);
    const analyst = this.#analyst;
    asked.then(
      (answer) => {
        this.#judging = false;
        if (this.#over) return;
        if (answer.type === "draft" && this.#draft === null) draft.found(answer);
        this.#judge();
      },
      () => {
        this.#judging = false;
        this.#draft ??= draft;
        this.#failed(analyst);
      },
    );
  }

  #answered(answer: FindingsAnswer): void {
    if (this.#over) return;
    if (answer.type === "mesh") this.#world.found(answer.findings);
    this.#pause(PAUSE_MS);
  }

  /** What the analyst knows is not known here any more: another one is told everything. All that it was asked fails together. */
  #failed(failed: Analyst | null): void {
    if (this.#over || this.#analyst !== failed) return;
    this.#analyst?.end();
    this.#analyst = null;
    this.#told = null;
    this.#isNew = true;
    this.#busy = true;
    this.#isDown = true;
    this.#callOff?.();
    this.#pause(AGAIN_MS);
  }

  #pause(ms: number): void {
    this.#callOff = this.#world.later(ms, () => {
      this.#isDown = false;
      this.#next();
      this.#judge();
    });
  }
}
