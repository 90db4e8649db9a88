import type { Finding } from "@/lib/mesh/analysis/finding";

export type Facts = Finding["facts"];

export type Sentences = Readonly<Record<string, (facts: Facts) => string>>;

export const text = (facts: Facts, key: string): string => {
  const value = facts[key] ?? "";
  return typeof value === "object" ? value.join(", ") : String(value);
};

export const figure = (facts: Facts, key: string): number | null => {
  const value = facts[key];
  return typeof value === "number" ? value : null;
};

export const listed = (facts: Facts, key: string): readonly string[] => {
  const value = facts[key];
  return typeof value === "object" ? value : [];
};

export const namesOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

/** Names, of many the first few and how many more there are. */
export const someOf = (names: readonly string[], most = 3): string =>
  names.length <= most
    ? namesOf(names)
    : `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
