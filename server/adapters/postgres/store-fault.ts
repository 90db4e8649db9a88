import "server-only";
import { storeText } from "@/lib/messages/server/store";

const { fault } = storeText;

/** A row by table and key, as `drafts/7f3a`. */
export type UnreadableRow = { readonly row: string; readonly detail: string };

export type FaultCode =
  | "not-opened"
  | "unreachable"
  | "disk-full"
  | "unreadable-row"
  | "taken"
  | "closed"
  | "failed";

/**
 * What methods of the store reject with: the store itself is broken. It names neither statement nor parameters, since those hold
 * whole drafts.
 */
export class StoreFault extends Error {
  override readonly name = "StoreFault";
  constructor(
    readonly code: FaultCode,
    message: string,
  ) {
    super(message);
  }
}

export const unreadable = ({ row, detail }: UnreadableRow): StoreFault =>
  new StoreFault("unreadable-row", fault.unreadable(row, detail));

/** What a driver threw, unwrapped: Drizzle puts statement and parameters around it. */
export type DriverError = {
  readonly message: string;
  /** SQLSTATE, or a code of the operating system or of TLS. */
  readonly code: string | null;
  readonly severity: string | null;
};

const fieldOf = (value: object, key: string): string | null => {
  const field: unknown = Reflect.get(value, key);
  return typeof field === "string" && field !== "" ? field : null;
};

export function driverErrorOf(error: unknown): DriverError {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  // Node gathers failures of several addresses without a message of its own.
  if (inner instanceof AggregateError && inner.errors[0] instanceof Error) inner = inner.errors[0];
  if (!(inner instanceof Error)) return { message: String(inner), code: null, severity: null };
  const message = inner.message === "" ? inner.name : inner.message;
  return { message, code: fieldOf(inner, "code"), severity: fieldOf(inner, "severity") };
}

// source: https://www.postgresql.org/docs/current/errcodes-appendix.html classes 08 and 57P; the rest are codes of Node.
const LOST = /^(08\w{3}|57P\d\d|53300|E(CONN|HOST|NET)\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE)$/;
const LOST_WORDS = /timeout|Connection terminated|Client has encountered a connection error/i;
const FULL = /^(53100|ENOSPC|EDQUOT)$/;

export const isLost = ({ code, message }: DriverError): boolean =>
  code === null ? LOST_WORDS.test(message) : LOST.test(code);

export const isFull = ({ code, message }: DriverError): boolean =>
  (code !== null && FULL.test(code)) || /No space left on device/i.test(message);

/** `23505`: a key that is to be unique exists. */
export const isTaken = (error: unknown): boolean => driverErrorOf(error).code === "23505";

export function faultOf(error: unknown): StoreFault {
  if (error instanceof StoreFault) return error;
  const driver = driverErrorOf(error);
  const detail = driver.code === null ? driver.message : `${driver.code} ${driver.message}`;
  if (isFull(driver)) return new StoreFault("disk-full", fault.diskFull(detail));
  if (isLost(driver)) return new StoreFault("unreachable", fault.unreachable(detail));
  return new StoreFault("failed", fault.failed(detail));
}
