import { describe, expect, it } from "vitest";
import type { Edit, EditIntent } from "@/lib/mesh/changes/edit";
import { changeBetween, refOfText } from "@/lib/mesh/changes/testing/objects";
import { draftSummary, type Phrase, rollbackSummary } from "./summary";

const VS = refOfText("VS bookinfo/reviews");
const DR = refOfText("DR bookinfo/reviews");
const service = { cluster: "c", kind: "Service", namespace: "bookinfo", name: "reviews" } as const;

type Share = readonly [destination: string, before: number | null, after: number];

const split = (
  shares: readonly Share[],
  rule = "http[0]",
): Extract<EditIntent, { readonly type: "split" }> => ({
  type: "split",
  service,
  host: "reviews.bookinfo.svc.cluster.local",
  rule,
  shares: shares.map(([destination, before, after]) => ({ destination, before, after })),
});

const edits = (...intents: readonly EditIntent[]): readonly Edit[] =>
  intents.map((intent, i) => ({
    id: String(i),
    intent,
    objects: [{ type: "patch", ref: intent.type === "split" ? VS : intent.ref, changes: [] }],
  }));

const plain = (phrases: readonly Phrase[]): string =>
  phrases
    .map((p) => (typeof p === "string" ? p : "strong" in p ? `*${p.strong}*` : `\`${p.code}\``))
    .join("")
    .replaceAll("\u202f", " ");

const written = [changeBetween("VS bookinfo/reviews", { http: [] }, { http: [{}] })];

/** An edit that sets weights of `http[0]` in the VirtualService, or something else in it. */
const setting = (id: string, intent: EditIntent, ...path: (string | number)[]): Edit => ({
  id,
  intent,
  objects: [{ type: "patch", ref: VS, changes: [{ op: "set", path: ["spec", ...path], to: 0 }] }],
});

describe("a split that is not what its gesture made it any more", () => {
  const half = split([
    ["v1", 90, 50],
    ["v3", 10, 50],
  ]);
  const more = split([
    ["v1", 0, 60],
    ["v3", 0, 40],
  ]);
  const typed: EditIntent = { type: "typed", ref: VS };
  const weight = ["http", 0, "route", 0, "weight"] as const;
  const TYPED = "*VirtualService reviews* was edited as text.";
  const HALF = "Requests to *reviews* go half to *v1* and half to *v3*. Until now 90 and 10.";
  const MORE = "Requests to *reviews* go 60 % to *v1* and 40 % to *v3*. Until now 90 and 10.";
  it.each<readonly [string, readonly Edit[], readonly string[]]>([
    [
      "its weight was typed over",
      [setting("1", half, ...weight), setting("2", typed, ...weight)],
      [TYPED],
    ],
    ["its rule was", [setting("1", half, ...weight), setting("2", typed, "http", 0)], [TYPED]],
    [
      "something else was",
      [setting("1", half, ...weight), setting("2", typed, "http", 0, "timeout")],
      [HALF, TYPED],
    ],
    [
      "it was set again after that",
      [
        setting("1", half, ...weight),
        setting("2", typed, ...weight),
        setting("3", more, ...weight),
      ],
      [MORE, TYPED],
    ],
  ])("%s", (_, made, expected) => {
    expect(draftSummary(made, written).map(({ phrases }) => plain(phrases))).toEqual(expected);
  });
});

describe("a draft in words", () => {
  it.each<readonly [string, readonly EditIntent[], readonly string[]]>([
    [
      "two versions",
      [
        split([
          ["v1", 90, 50],
          ["v3", 10, 50],
        ]),
      ],
      ["Requests to *reviews* go half to *v1* and half to *v3*. Until now 90 and 10."],
    ],
    [
      "three versions, one of them new",
      [
        split([
          ["v1", 90, 70],
          ["v2", null, 20],
          ["v3", 10, 10],
        ]),
      ],
      [
        "Requests to *reviews* go 70 % to *v1*, 20 % to *v2* and 10 % to *v3*. Until now 90, none and 10.",
      ],
    ],
    [
      "all to one",
      [
        split([
          ["v1", 90, 0],
          ["v3", 10, 100],
        ]),
      ],
      [
        "All requests to *reviews* go to *v3*. Until now 10 and 90 to v1, which gets none any more.",
      ],
    ],
    [
      "a first split",
      [
        split([
          ["v1", null, 90],
          ["v2", null, 10],
        ]),
      ],
      ["Requests to *reviews* go 90 % to *v1* and 10 % to *v2*. Until now no rule divided them."],
    ],
    [
      "a later rule",
      [
        split(
          [
            ["v1", 90, 50],
            ["v3", 10, 50],
          ],
          "http[1]",
        ),
      ],
      [
        "Requests to *reviews* that rule `http[1]` takes go half to *v1* and half to *v3*. Until now 90 and 10.",
      ],
    ],
    [
      "a first rule with a match",
      [
        {
          ...split([
            ["v2", 100, 50],
            ["v3", null, 50],
          ]),
          ofPart: true,
        },
      ],
      [
        "Requests to *reviews* that rule `http[0]` takes go half to *v2* and half to *v3*. Until now 100 and none.",
      ],
    ],
    [
      "many gestures at one rule, and one that undoes itself",
      [
        split([
          ["v1", 90, 70],
          ["v3", 10, 30],
        ]),
        split([
          ["v1", 70, 60],
          ["v3", 30, 40],
        ]),
        split(
          [
            ["v1", 80, 70],
            ["v2", 20, 30],
          ],
          "http[2]",
        ),
        split(
          [
            ["v1", 70, 80],
            ["v2", 30, 20],
          ],
          "http[2]",
        ),
      ],
      ["Requests to *reviews* go 60 % to *v1* and 40 % to *v3*. Until now 90 and 10."],
    ],
    [
      "typed twice, and a finding corrected",
      [
        { type: "typed", ref: VS },
        { type: "typed", ref: VS },
        { type: "fix", code: "HED104", ref: VS },
      ],
      [
        "*VirtualService reviews* was edited as text.",
        "What `HED104` says of *VirtualService reviews* is corrected.",
      ],
    ],
  ])("%s", (_, intents, expected) => {
    const lines = draftSummary(edits(...intents), written);
    expect(lines.map(({ phrases }) => plain(phrases))).toEqual(expected);
  });

  it("names what is made and removed, and not how it was typed on the way", () => {
    const writes = [
      changeBetween("DR bookinfo/reviews", null, {
        host: "reviews",
        subsets: [{ name: "v1" }, { name: "v3" }],
      }),
      changeBetween("VS bookinfo/reviews", { http: [] }, null),
    ];
    const lines = draftSummary(
      edits({ type: "typed", ref: DR }, { type: "typed", ref: VS }, { type: "remove", ref: VS }),
      writes,
    );
    expect(lines.map(({ verb, phrases }) => `${verb}: ${plain(phrases)}`)).toEqual([
      "remove: *VirtualService reviews* is removed.",
      "create: *DestinationRule reviews* is made, with subsets *v1 and v3*.",
    ]);
  });

  it("names the subsets that a split adds to a rule that is there, with the pods that each means", () => {
    const first = { name: "v1", labels: { version: "v1" } };
    const second = { name: "v2", labels: { version: "v2", tier: "web" } };
    const write = changeBetween(
      "DR bookinfo/reviews",
      { host: "reviews", subsets: [first] },
      { host: "reviews", subsets: [first, second] },
    );
    const intent = split([
      ["v1", 100, 90],
      ["v2", null, 10],
    ]);
    const objects: Edit["objects"] = [
      { type: "patch", ref: DR, changes: [] },
      { type: "patch", ref: VS, changes: [] },
    ];
    const words = (made: readonly Edit[]) =>
      draftSummary(made, [write, ...written]).map(({ phrases }) => plain(phrases));
    expect(words([{ id: "1", intent, objects }])).toEqual([
      "Requests to *reviews* go 90 % to *v1* and 10 % to *v2*. Until now 100 and none.",
      "Subset *v2* is defined for that: pods with `version=v2,tier=web`.",
    ]);
    expect(words(edits({ type: "typed", ref: DR }))).toEqual([
      "*DestinationRule reviews* was edited as text.",
    ]);
  });

  it("does not say that something is removed that is there again at the end", () => {
    const lines = draftSummary(edits({ type: "remove", ref: VS }), written);
    expect(lines).toEqual([]);
  });
});

describe("a roll-back in words", () => {
  it("says of each object once what becomes of it", () => {
    const writes = [
      changeBetween("VS bookinfo/reviews", { http: [] }, { http: [{}] }),
      changeBetween("VS bookinfo/reviews", { http: [{}] }, { http: [] }),
      changeBetween("DR bookinfo/reviews", { host: "x" }, null),
      changeBetween("VS bookinfo/old", null, { hosts: [] }),
    ];
    expect(rollbackSummary(writes).map(({ phrases }) => plain(phrases))).toEqual([
      "*VirtualService reviews* goes back to what it was.",
      "*DestinationRule reviews*, which the change made, is removed.",
      "*VirtualService old* is made again as it was.",
    ]);
  });
});
