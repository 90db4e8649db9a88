const MAX_PORT = 65_535;

/** The port that was typed; `null` for none, and for what is no port. */
export function readPort(typed: string): number | null {
  const port = /^\d{1,5}$/.test(typed.trim()) ? Number(typed) : 0;
  return port >= 1 && port <= MAX_PORT ? port : null;
}
