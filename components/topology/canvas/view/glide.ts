/** Puts an element where a transform has it, again and again, without touching its style. */
export type Glide = {
  readonly to: (transform: string) => void;
  /** The style is in force again. */
  readonly end: () => void;
};

/**
 * Moves an element during a pan. A transform in a style that changes makes Chromium divide the whole page into layers anew for every
 * frame (`PaintArtifactCompositor::Update` in a trace); that of an animation which stands still goes to the compositor as it is. So
 * the transform is an animation's for as long as the element moves.
 */
export function createGlide(element: Element): Glide {
  let held: { readonly animation: Animation; readonly effect: KeyframeEffect } | null = null;
  return {
    to(transform) {
      const frames = [{ transform }, { transform }];
      if (held !== null) return held.effect.setKeyframes(frames);
      const effect = new KeyframeEffect(element, frames, { duration: 1, fill: "both" });
      held = { effect, animation: new Animation(effect) };
      held.animation.pause();
    },
    end() {
      held?.animation.cancel();
      held = null;
    },
  };
}
