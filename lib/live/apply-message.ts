import { refKey, refOf } from "@/lib/mesh/model/resource";
import { applyFrame, type MeshSnapshot, toRevision } from "@/lib/mesh/model/snapshot";
import type { SourceStatus } from "@/lib/mesh/model/source";
import type { Traffic } from "@/lib/mesh/telemetry/traffic";
import {
  applyTrafficFrame,
  trafficFromReset,
  trafficReset,
} from "@/lib/mesh/telemetry/traffic-frame";
import type { LiveMessage, LiveSettings } from "./message";
import { withAges } from "./source-ages";

/** All that a page knows of the observed mesh: one value, replaced whole, parts that did not change kept as they are. */
export type LiveState = {
  readonly seq: number;
  readonly settings: LiveSettings;
  readonly mesh: MeshSnapshot;
  readonly traffic: Traffic | null;
  readonly sources: readonly SourceStatus[];
};

type Reset = Extract<LiveMessage, { type: "reset" }>;

const fromReset = ({ seq, settings, mesh, traffic, sources }: Reset): LiveState => ({
  seq,
  settings,
  mesh: {
    revision: toRevision(mesh.revision),
    resources: new Map(mesh.resources.map((resource) => [refKey(refOf(resource)), resource])),
  },
  traffic: traffic === null ? null : trafficFromReset(traffic),
  sources,
});

function withMessage(state: LiveState, message: Exclude<LiveMessage, Reset>): LiveState | null {
  const { now, seq } = message;
  switch (message.type) {
    case "mesh": {
      const mesh = applyFrame(state.mesh, message.frame);
      const sources = withAges(state.sources, { now, trafficAt: null });
      return mesh && { ...state, seq, mesh, sources };
    }
    case "traffic": {
      const traffic = applyTrafficFrame(state.traffic, message.frame);
      const sources = withAges(state.sources, { now, trafficAt: message.frame.at });
      return traffic && { ...state, seq, traffic, sources };
    }
    case "sources":
      return { ...state, seq, sources: message.sources };
    case "notice":
      return { ...state, seq };
  }
}

/**
 * The state after `message`, or `null` when messages were missed and a reset must be asked for.
 *
 * Total. A reset applies to any state and to none. A message that the state already includes changes nothing; one whose
 * number does not follow is a gap, and so is a frame whose own number does not follow.
 */
export function applyLiveMessage(state: LiveState | null, message: LiveMessage): LiveState | null {
  if (message.type === "reset") return fromReset(message);
  if (state === null) return null;
  if (message.seq <= state.seq) return state;
  return message.seq === state.seq + 1 ? withMessage(state, message) : null;
}

/** The reset that gives a page which joins now the same state. `now` is the server's time. */
export const resetOf = (state: LiveState, now: number): Reset => ({
  type: "reset",
  seq: state.seq,
  now,
  settings: state.settings,
  mesh: { revision: state.mesh.revision, resources: [...state.mesh.resources.values()] },
  traffic: state.traffic === null ? null : trafficReset(state.traffic),
  sources: state.sources,
});
