"use client";

import { useAnnounce } from "@/components/shell/announcer";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { DraftGlyph } from "@/components/ui/glyphs/draft-glyph";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { basesIn } from "@/lib/mesh/changes/base";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { foldDraft } from "@/lib/mesh/changes/fold/fold-draft";
import { refKey } from "@/lib/mesh/model/resource";
import { fullName } from "@/lib/messages/changes/objects";
import { trayText } from "@/lib/messages/designer/tray";
import { newId } from "@/lib/new-id";
import type { DraftDesk } from "../state/draft-desk";
import type { DraftState } from "../state/draft-state";
import type { OpenDraft } from "../state/use-draft-desk";
import type { Derived } from "../state/use-outcome";

type DraftBannersProps = {
  readonly desk: DraftDesk;
  readonly state: DraftState;
  readonly derived: Derived | null;
  readonly absent: OpenDraft["absent"];
  readonly onClose: () => void;
  /** Shows what stands in the cluster beside what the draft makes of it. */
  readonly onCompare: (ref: ConfigRef) => void;
};

/** What an author has to know of the draft, and to decide. Quiet: nothing of it stands in the way of editing. */
export function DraftBanners(props: DraftBannersProps) {
  const { absent, derived, state } = props;
  const conflicts = derived?.folded.conflicts ?? [];
  const unfitting = new Set(conflicts.map(({ edit }) => edit)).size;
  return (
    <>
      {absent === null ? null : <Absent {...props} absent={absent} />}
      {state.rival === null ? null : <RivalBanner {...props} rival={state.rival} />}
      {state.saving.type === "unsaved" && !(absent === "copy" && state.saving.kept) ? (
        <Banner
          tone="degraded"
          glyph={<HealthGlyph health="degraded" />}
          title={trayText.unsavedWhy.title}
        >
          {state.saving.kept ? trayText.unsavedWhy.kept : trayText.unsavedWhy.notKept}
        </Banner>
      ) : null}
      {derived !== null && derived.moved.length > 0 && !hasEnded(props) ? (
        <MovedBanner {...props} derived={derived} />
      ) : null}
      {unfitting > 0 && derived?.moved.length === 0 ? (
        <Banner
          tone="degraded"
          glyph={<HealthGlyph health="degraded" />}
          title={trayText.conflicts.title(unfitting)}
        >
          {trayText.conflicts.text}
        </Banner>
      ) : null}
    </>
  );
}

type AbsentProps = DraftBannersProps & { readonly absent: NonNullable<OpenDraft["absent"]> };

function Absent({ absent, onClose }: AbsentProps) {
  const { title, text } = trayText[absent];
  return (
    <Banner
      tone="draft"
      glyph={<DraftGlyph mark="remove" />}
      title={title}
      actions={
        absent === "missing" ? (
          <Button size="s" onClick={onClose}>
            {trayText.missing.close}
          </Button>
        ) : null
      }
    >
      {text}
    </Banner>
  );
}

type RivalProps = DraftBannersProps & { readonly rival: NonNullable<DraftState["rival"]> };

/** What the draft changes is all in the cluster: it ended with the change that was made of it. */
const hasEnded = ({ state, derived }: Pick<DraftBannersProps, "state" | "derived">): boolean =>
  state.rival !== null &&
  state.rival.stored === null &&
  derived !== null &&
  derived.written.length > 0 &&
  derived.written.length === derived.overlay.size &&
  derived.folded.conflicts.length === 0;

function RivalBanner({ desk, state, rival, derived }: RivalProps) {
  const text = trayText.rival;
  const gone = rival.stored === null;
  const ended = hasEnded({ state, derived });
  const edits = state.draft?.edits.length ?? 0;
  const both = () => {
    const name = trayText.copyName(state.draft?.name ?? "");
    desk.keepBoth(newId(), name);
  };
  return (
    <Banner
      tone="draft"
      glyph={<DraftGlyph mark="change" />}
      title={ended ? text.endedTitle : gone ? text.goneTitle : text.title}
      actions={
        <>
          {gone ? null : (
            <Button size="s" onClick={both}>
              {text.both}
            </Button>
          )}
          <Button size="s" onClick={() => desk.takeTheirs()}>
            {gone ? text.letGo : text.theirs}
          </Button>
          <Button size="s" onClick={() => desk.keepMine()}>
            {ended ? text.keepEnded : text.mine}
          </Button>
        </>
      }
    >
      {ended ? text.endedText : gone ? text.goneText : text.text(edits)}
    </Banner>
  );
}

function MovedBanner({
  desk,
  derived,
  onCompare,
}: DraftBannersProps & { readonly derived: Derived }) {
  const announce = useAnnounce();
  const text = trayText.clusterMoved;
  const { moved } = derived;
  const [first] = moved;
  const written = new Set(derived.written.map(refKey));
  const own = moved.every((ref) => written.has(refKey(ref)));
  const rebase = () => {
    desk.rebase(basesIn(derived.base.snapshot));
    const { draft } = desk.store.getState();
    announce(trayText.said.rebased(draft === null ? 0 : foldDraft(draft).conflicts.length));
  };
  return (
    <Banner
      tone="draft"
      glyph={<DraftGlyph mark="change" />}
      title={own ? text.writtenTitle(moved.length) : text.title(moved.length)}
      actions={
        <>
          <Button size="s" onClick={rebase}>
            {text.rebase}
          </Button>
          {first === undefined ? null : (
            <Button size="s" variant="quiet" onClick={() => onCompare(first)}>
              {text.compare}
            </Button>
          )}
        </>
      }
    >
      {text.text(moved.map(fullName))}
    </Banner>
  );
}
