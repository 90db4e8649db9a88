"use client";
import type { LiveState } from "@/lib/live/apply-message";
import type { MeshSnapshot } from "@/lib/mesh/model/snapshot";
import { useLiveState } from "./live-cache";

const meshOf = (state: LiveState): MeshSnapshot => state.mesh;

/** The observed mesh, kept current; `null` before it is known. */
export const useLiveMesh = (): MeshSnapshot | null => useLiveState(meshOf);
