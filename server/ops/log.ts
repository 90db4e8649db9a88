import "server-only";
import { type DestinationStream, type Logger, pino } from "pino";

export type Log = Logger;

/** Keys whose value never reaches a log, at the top and one level down. */
const SECRET_KEYS = [
  "authorization",
  "cookie",
  "password",
  "token",
  "headers",
  "prometheusToken",
  "prometheusHeaders",
  "prometheusPassword",
];

/** One JSON line per event, on standard output unless `destination` says otherwise. */
export const createLog = (level: string, destination?: DestinationStream): Log =>
  pino(
    {
      level,
      base: { service: "heddle" },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`]), censor: "••••" },
    },
    destination ?? pino.destination(1),
  );
