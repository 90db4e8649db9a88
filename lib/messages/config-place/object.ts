import type { ReferenceRole } from "@/lib/mesh/references/reference";
import type { ObjectText } from "@/lib/view/config/config-params";

const ROLES: Readonly<Record<ReferenceRole, string>> = {
  host: "host",
  destination: "destination",
  subset: "subset",
  mirror: "mirror",
  gateway: "gateway",
  delegate: "delegate",
  parent: "parent",
  backend: "backend",
  class: "class",
  credential: "certificate",
  grant: "grant",
  target: "target",
  selected: "pods",
  principal: "caller",
  namespace: "namespace",
  "service-account": "service account",
  egress: "imported",
};

/** The page of one object. */
export const configObjectText = {
  title: (name: string) => name,
  back: "Config",
  facts: {
    label: "About the object",
    owner: "Owner",
    applies: "Applies to",
    age: "Age",
    generation: "Generation",
    unknown: "–",
  },
  text: {
    label: "Shown beside",
    names: {
      yaml: "YAML",
      applied: "Last applied",
      written: "Last change",
    } satisfies Record<ObjectText, string>,
    reading: "Reading what was there",
    failed: "It could not be read",
    again: "Try again",
    same: "There is no difference.",
    diff: (name: string) => `${name} beside what was there`,
    note: {
      applied: "Lines with − are what kubectl applied last, those with + what stands here now.",
      written: (name: string) =>
        `Lines with − are what the change ${name} wrote, those with + what stands here now.`,
    },
    none: {
      applied: {
        title: "Nobody says what was applied last",
        text: "kubectl apply keeps a note in the object, and this one has none: what is created, edited or applied on the side of the server keeps none.",
      },
      written: {
        title: "No change from here",
        text: "Heddle has not written this object, as far as the last changes of this cluster tell.",
      },
    },
    toChange: "Open the change",
  },
  findings: {
    title: "Findings",
    count: (count: number) => String(count),
    none: "Analysis finds nothing wrong with this object.",
    working: "The findings are being worked out.",
    line: (line: number) => `line ${line}`,
    reveal: (line: number) => `Show line ${line}`,
    fix: "Fix in the draft",
    fixLabel: (code: string) => `Fix ${code} in the draft`,
    drafted: "As the draft would leave it.",
    docs: (code: string) => `What ${code} means`,
  },
  references: {
    out: "Points to",
    in: "Pointed to by",
    none: { out: "It names no other object.", in: "No configuration names it." },
    looking: "Being looked for.",
    role: (role: ReferenceRole) => ROLES[role],
    missing: "not there",
    nothing: "nothing has this name",
    noPods: "no pods",
    unread: "may be there; its kind is not read",
    more: (count: number) => `${count} more`,
    less: "Fewer",
  },
  other: {
    title: "No configuration of the mesh",
    text: "What Heddle keeps of this object is what the mesh depends on. Its manifest is edited where it comes from.",
  },
  absent: {
    title: (name: string) => `There is no ${name}`,
    text: "It was removed, or never was there.",
    unread: (resource: string) => `${resource} are not read here: the object may exist.`,
    unknownKind: (kind: string) => `${kind} is no kind that Heddle knows.`,
    back: "All configuration",
  },
} as const;
