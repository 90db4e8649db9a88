import { notFound } from "next/navigation";

type ChangesPageProps = { readonly searchParams: Promise<{ readonly state?: string }> };

/** Reviews and changes in each state: `?state=refused`. In development only. */
export default async function ChangesPage({ searchParams }: ChangesPageProps) {
  // biome-ignore lint/style/noProcessEnv: a constant that the bundler puts in, not a setting
  if (process.env.NODE_ENV === "production") notFound();
  const { state } = await searchParams;
  const { ChangesGallery } = await import("@/components/gallery/changes/changes-gallery");
  return <ChangesGallery state={state ?? null} />;
}
