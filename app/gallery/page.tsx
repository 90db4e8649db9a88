import { notFound } from "next/navigation";

/** Every component in every state. In development only: a production build answers 404 and carries none of it. */
export default async function GalleryPage() {
  // biome-ignore lint/style/noProcessEnv: a constant that the bundler puts in, not a setting
  if (process.env.NODE_ENV === "production") notFound();
  const { Gallery } = await import("@/components/gallery/gallery");
  return <Gallery />;
}
