import type { AnalysisStep } from "@/lib/live/findings/analysis-run";
import { deltaOf } from "@/lib/live/findings/mesh-delta";
import type { Finding } from "@/lib/mesh/analysis/finding";
import type { Kind } from "@/lib/mesh/model/kinds";
import type { MeshSnapshot } from "@/lib/mesh/model/snapshot";

/** Who analyses: another thread, or this one where the browser has no other. */
export type Analyst = {
  readonly ask: (step: AnalysisStep) => Promise<readonly Finding[]>;
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

type Seen = { readonly mesh: MeshSnapshot; readonly absent: readonly Kind[] };

/**
 * Keeps the findings of a mesh that changes. One analysis is under way at a time, of the newest mesh that there is when it begins; what
 * came in between is analysed with the next. The analyst is told only what has changed since it was asked last.
 */
export class FindingsLink {
  readonly #world: FindingsWorld;
  #analyst: Analyst | null = null;
  #told: MeshSnapshot | null = null;
  #newest: Seen | null = null;
  #busy = false;
  #over = false;
  #callOff: (() => void) | null = null;

  constructor(world: FindingsWorld) {
    this.#world = world;
  }

  /** The mesh is another one. */
  offer(mesh: MeshSnapshot, absent: readonly Kind[]): void {
    this.#newest = { mesh, absent };
    if (!this.#busy) this.#next();
  }

  /** Ends everything; nothing is told any more. */
  stop(): void {
    this.#over = true;
    this.#callOff?.();
    this.#analyst?.end();
  }

  #next(): void {
    const { mesh, absent } = this.#newest ?? {};
    this.#newest = null;
    if (mesh === undefined || this.#over) {
      this.#busy = false;
      return;
    }
    this.#busy = true;
    const analyst = this.#analyst ?? this.#world.analyst();
    this.#analyst = analyst;
    const step = {
      events: deltaOf(this.#told, mesh),
      absent: absent ?? [],
      now: this.#world.now(),
    };
    this.#told = mesh;
    analyst.ask(step).then(
      (findings) => this.#answered(findings),
      () => this.#failed({ mesh, absent: absent ?? [] }),
    );
  }

  #answered(findings: readonly Finding[]): void {
    if (this.#over) return;
    this.#world.found(findings);
    this.#pause(PAUSE_MS);
  }

  /** What the analyst knows is not known here any more: another one is told everything. */
  #failed(asked: Seen): void {
    if (this.#over) return;
    this.#analyst?.end();
    this.#analyst = null;
    this.#told = null;
    this.#newest ??= asked;
    this.#pause(AGAIN_MS);
  }

  #pause(ms: number): void {
    this.#callOff = this.#world.later(ms, () => this.#next());
  }
}
