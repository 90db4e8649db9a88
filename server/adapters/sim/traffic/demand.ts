import "server-only";
import { keyHash, smoothNoise, streamAt } from "./random";

export type DemandShape = {
  readonly seed: number;
  /** Sigma of the lognormal noise. */
  readonly noise: number;
  readonly daily: { readonly amplitude: number; readonly peakHour: number };
};

/** What a demand is multiplied with at a second: the daily wave and lognormal noise that wanders over minutes. Its mean is 1. */
export function demandFactor(shape: DemandShape, key: string, second: number): number {
  const hash = keyHash(shape.seed, `demand/${key}`);
  const z = 0.75 * smoothNoise(hash, second, 240) + 0.65 * smoothNoise(hash, second, 35);
  return dailyFactor(shape, second) * Math.exp(shape.noise * z - shape.noise ** 2 / 2);
}

/** The daily wave alone. Its mean is 1. */
function dailyFactor({ daily }: Pick<DemandShape, "daily">, second: number): number {
  const hours = ((second % 86_400) + 86_400) / 3600;
  return 1 + daily.amplitude * Math.cos((2 * Math.PI * (hours - daily.peakHour)) / 24);
}

/** Share of its time that a server works at the mean demand. */
const UTILISATION = 0.3;

/** What waiting multiplies a latency with: 1/(1 - ρ), where the utilisation ρ rises with the day's demand. At the mean demand it is 1. */
export function queueFactor(shape: Pick<DemandShape, "daily">, second: number): number {
  return (1 - UTILISATION) / (1 - UTILISATION * dailyFactor(shape, second));
}

const BURST = { seconds: 20, chance: 1 / 12, factor: 4 };
const QUIET = (1 - BURST.chance * BURST.factor) / (1 - BURST.chance);

/** What an error share is multiplied with at a second: errors come in bursts of 20 s. Its mean is 1. */
export function errorFactor(hash: number, second: number): number {
  const burst = streamAt(hash, Math.floor(second / BURST.seconds))() < BURST.chance;
  return burst ? BURST.factor : QUIET;
}

/** Latency holds for blocks of this many seconds. */
export const LATENCY_BLOCK = 10;

/** What a median latency is multiplied with in a block. */
export function latencyFactor(hash: number, block: number): number {
  const second = block * LATENCY_BLOCK;
  return Math.exp(0.1 * (smoothNoise(hash, second, 120) + 0.7 * smoothNoise(hash, second, 20)));
}
