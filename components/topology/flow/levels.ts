/** How much is drawn at a zoom: islands, services, or cards with versions. */
export type Level = "far" | "middle" | "near";

export const FAR_BELOW = 0.5;
export const NEAR_FROM = 0.85;

export const levelAt = (zoom: number): Level =>
  zoom < FAR_BELOW ? "far" : zoom < NEAR_FROM ? "middle" : "near";

/** Text is never smaller than this on the screen, in px. */
export const LEAST_TEXT = 10;

/** Size of a text in canvas units: as designed, but never below 10 px on the screen. */
export const textSize = (designed: number, zoom: number): number =>
  Math.max(designed, LEAST_TEXT / zoom);
