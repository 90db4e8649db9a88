/** A view that did not move for so long has come to rest: what would cost a pan its frames is done then. */
export const REST_MS = 140;
