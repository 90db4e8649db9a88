import { ChangesGallery } from "@/components/gallery/changes/changes-gallery";

type ChangesPageProps = { readonly searchParams: Promise<{ readonly state?: string }> };

/** Reviews and changes in each state: `?state=refused`. */
export default async function ChangesPage({ searchParams }: ChangesPageProps) {
  const { state } = await searchParams;
  return <ChangesGallery state={state ?? null} />;
}
