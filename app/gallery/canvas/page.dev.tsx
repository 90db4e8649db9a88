import { CanvasGallery } from "@/components/gallery/canvas/canvas-gallery";

type CanvasPageProps = {
  readonly searchParams: Promise<{
    readonly n?: string;
    readonly view?: string;
    readonly stale?: string;
  }>;
};

const MOST = 5000;

function countOf(text: string | undefined): number | null {
  const count = Number(text);
  return Number.isInteger(count) && count > 0 ? Math.min(count, MOST) : null;
}

/** The picture alone: `?n=300` for a generated mesh, `view=near` to begin near, `stale=1` for late figures. */
export default async function CanvasPage({ searchParams }: CanvasPageProps) {
  const { n, view, stale } = await searchParams;
  return (
    <CanvasGallery
      nodes={countOf(n)}
      near={view === "near"}
      staleMs={stale === undefined ? null : 48_000}
    />
  );
}
