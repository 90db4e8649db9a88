import { formatShare, NARROW_SPACE, NONE, NOT_KNOWN } from "@/lib/format/figures";
import { visible } from "@/lib/format/visible";
import type { Ownership } from "@/lib/mesh/changes/ownership/ownership";
import type { SplitObstacle } from "@/lib/mesh/changes/split/split";
import { bareKind } from "@/lib/mesh/model/kinds";
import type { Interval } from "@/lib/mesh/prediction/interval";
import { counted, listed } from "../changes/objects";
import { reviewText } from "../changes/review";
import { trafficText } from "../changes/traffic";

type Named = { readonly kind: Parameters<typeof bareKind>[0]; readonly name: string };

const nameOf = ({ kind, name }: Named): string => `${bareKind(kind)} ${name}`;

const API = { "virtual-service": "VirtualService", "http-route": "HTTPRoute" } as const;

/** Why requests to a service, or those of one rule, cannot be divided among versions, and what would make it possible. */
function obstacleText(obstacle: SplitObstacle): string {
  switch (obstacle.code) {
    case "no-workload":
      return "No workload stands behind this service: there is nothing to divide its requests among.";
    case "no-version-label":
      return `No label tells ${listed(obstacle.workloads)} apart. Give their pods a label version with a value each.`;
    case "no-version-service":
      return `An HTTPRoute divides requests among services, and ${listed(obstacle.versions)} ${obstacle.versions.length === 1 ? "has" : "have"} none of ${obstacle.versions.length === 1 ? "its" : "their"} own.`;
    case "one-version":
      return `Only ${obstacle.version} runs: a split needs a second version.`;
    case "delegate":
      return "This rule hands its requests to another VirtualService: the weights stand there.";
    case "redirect":
      return "This rule answers with a redirect: it sends no requests on.";
    case "direct-response":
      return "This rule answers by itself: it sends no requests on.";
  }
}

/** A rate of one row before and after: `37.9 → ≈ 21.0`. Without a draft of it, what is seen. */
function rateText(seen: number | null, after: Interval | null, most: number): string {
  if (seen === null) return NOT_KNOWN;
  const now = trafficText.figure(seen);
  if (after === null) return `${now} → ${NOT_KNOWN}`;
  if (Math.abs(after.min - seen) < 1e-9 && Math.abs(after.max - seen) < 1e-9) return now;
  return `${now} → ${trafficText.after(after, most)}`;
}

const percentText = (percent: number): string =>
  Number.isInteger(percent) ? String(percent) : percent.toFixed(1);

/** The panel in which requests to a service are divided. */
export const splitText = {
  action: "Split traffic",
  actionOf: (service: string) => `Split traffic of ${service}`,
  title: (service: string) => `Split ${service}`,
  close: "Close the split",
  rules: "Rules that send to it",
  rule: (ref: Named, path: string) => `${nameOf(ref)}, ${path}`,
  named: (name: string) => `named ${name}`,
  entries: (entries: readonly string[]) =>
    entries.length === 0 || (entries.length === 1 && entries[0] === "mesh")
      ? ""
      : `at ${listed(entries.map((e) => (e === "mesh" ? "sidecars" : e)))}`,
  create: (api: keyof typeof API) => `A new ${API[api]}`,
  createNote: "for requests that no rule takes yet",
  willMake: (made: readonly string[], changed: readonly string[]) =>
    [
      made.length === 0 ? "" : `Makes ${listed(made)}.`,
      changed.length === 0 ? "" : `Changes ${listed(changed)}.`,
    ]
      .filter((part) => part !== "")
      .join(" "),
  made: (ref: Named, subsets: readonly string[]) =>
    subsets.length === 0
      ? nameOf(ref)
      : `${nameOf(ref)} with ${subsets.length === 1 ? "subset" : "subsets"} ${listed(subsets)}`,
  makeIt: "Make it with these weights",
  obstacle: obstacleText,
  gone: (service: string) => `There is no service ${service} in the cluster.`,
  owned: (controller: Ownership) => {
    const name = reviewText.checks.ownerOf(controller);
    const one = controller.owners.length === 1;
    return controller.owners.every((o) => o.paused === true)
      ? `Locked: ${name} ${one ? "manages" : "manage"} these weights. ${one ? "It is" : "They are"} told to leave them alone, but a controller's fields are never taken by force.`
      : `Locked: ${name} ${one ? "sets" : "set"} these weights and would take a change back.`;
  },
  columns: { draft: "Draft", set: "Set", seen: "Seen", predicted: "Predicted rps" },
  weightOf: (label: string) => `Weight of ${label}`,
  sliderOf: (label: string) => `Share of ${label}`,
  percent: (weight: number) => `${weight} percent`,
  lock: (label: string) => `Lock ${label}`,
  unlock: (label: string) => `Unlock ${label}`,
  setTo: (label: string) => `${label} to`,
  preset: (label: string, weight: number) => `${label} to ${weight} percent`,
  sum: (sum: number) => `sum ${sum}`,
  set: (set: number | null) => (set === null ? "–" : percentText(set)),
  facts: (set: number | null, share: number | null) =>
    `${set === null ? "Not in the rule of the cluster" : `${percentText(set)} percent set in the cluster`}, ${formatShare(share)} seen, predicted`,
  refused: (label: string, typed: string, weight: number) =>
    `${label} stays at ${weight}: “${visible(typed.trim().slice(0, 40))}” is not a whole percent from 0 to 100.`,
  lockedWeights: "Another controller sets these weights.",
  seen: (share: number | null) => (share === 0 ? NONE : formatShare(share)),
  rate: rateText,
  callers: (names: readonly string[]) =>
    names.length === 0 ? "No caller of this rule is known." : `Callers: ${listed(names)}.`,
  otherRules:
    "Other rules take some of their requests too; metrics do not say which, so what is seen is of all of them.",
  noTraffic: "Requests are not known now: nothing is predicted.",
  uncertain: (why: string) => `Uncertain because ${why}.`,
  keys: { one: "1, with", five: "5" },
  said: (service: string, rows: readonly { readonly label: string; readonly weight: number }[]) =>
    `${service}: ${rows.map(({ label, weight }) => `${label} ${weight} percent`).join(", ")}.`,
  saidFindings: (count: number) => (count === 0 ? "No findings." : `${counted(count, "finding")}.`),
  unit: `rps${NARROW_SPACE}`,
} as const;
