/**
 * A name that nothing else has: 128 random bits. `crypto.randomUUID` is there on loopback and behind TLS alone, and a console is also
 * served to a host name without either.
 */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether a text can be the id of a draft or a change: what is none need not be asked for. */
export const isId = (text: string): boolean => /^[\w-]{1,64}$/.test(text);
