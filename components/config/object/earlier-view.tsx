"use client";

import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { EmptyFigure, LoadingFigure, StatePanel } from "@/components/ui/state-panel";
import { linkLook } from "@/components/ui/text-link";
import type { ConfigResource } from "@/lib/mesh/model/resource";
import { refOf } from "@/lib/mesh/model/resource";
import { configObjectText } from "@/lib/messages/config-place/object";
import { type ObjectText, objectName } from "@/lib/view/config/config-params";
import { authoredText, currentText } from "./applied-text";
import type { ObjectParts } from "./object-parts";
import { type Earlier, useEarlier } from "./use-applied";

const text = configObjectText.text;

type EarlierViewProps = {
  readonly object: ConfigResource;
  readonly shown: Exclude<ObjectText, "yaml">;
  readonly diffOf: ObjectParts["diffOf"];
};

/** The object beside what it was when it was applied or written last. */
export function EarlierView({ object, shown, diffOf }: EarlierViewProps) {
  const earlier = useEarlier(refOf(object), shown);
  if (earlier.state !== "known") return <NotKnown earlier={earlier} shown={shown} />;
  const [was, is] = [authoredText(earlier.value), currentText(object)];
  const { change } = earlier;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <p className="m-0 flex flex-none gap-2 border-line border-b px-3 py-1.5 text-ink-2">
        {change === null ? text.note.applied : text.note.written(change.name)}
        {change === null ? null : (
          <Link href={`/changes/${change.id}` as Route} className={linkLook}>
            {text.toChange}
          </Link>
        )}
      </p>
      {was === is ? (
        <p className="m-auto text-ink-2">{text.same}</p>
      ) : (
        diffOf({ was, is, label: text.diff(objectName(refOf(object))) })
      )}
    </div>
  );
}

type NotKnownProps = {
  readonly earlier: Exclude<Earlier, { readonly state: "known" }>;
  readonly shown: EarlierViewProps["shown"];
};

function NotKnown({ earlier, shown }: NotKnownProps) {
  switch (earlier.state) {
    case "reading":
      return (
        <Centred>
          <StatePanel figure={<LoadingFigure />} title={text.reading} />
        </Centred>
      );
    case "failed":
      return (
        <Centred>
          <StatePanel
            urgent
            figure={<HealthGlyph health="failing" size={24} />}
            title={text.failed}
            actions={
              <Button size="s" onClick={earlier.again}>
                {text.again}
              </Button>
            }
          >
            {earlier.why}
          </StatePanel>
        </Centred>
      );
    case "none":
      return (
        <Centred>
          <StatePanel figure={<EmptyFigure />} title={text.none[shown].title}>
            {text.none[shown].text}
          </StatePanel>
        </Centred>
      );
  }
}

const Centred = ({ children }: { readonly children: ReactNode }) => (
  <div className="grid min-h-0 flex-1 place-items-center p-4">{children}</div>
);
