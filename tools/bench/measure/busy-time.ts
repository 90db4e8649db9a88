/**
 * Ms that one call keeps its thread busy, at most: the time on the wall counts what the thread had to wait for others, the time on the
 * processor what threads beside it did (collector, compiler). Each alone is too much, so the smaller of them is still no less than true.
 */
export function busyTime(call: () => void): number {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  call();
  const wallMs = performance.now() - startedAt;
  const { system, user } = process.cpuUsage(cpu);
  return Math.min(wallMs, (user + system) / 1_000);
}
