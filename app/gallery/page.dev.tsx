import { Gallery } from "@/components/gallery/gallery";

/** Every component in every state. A production build has no such page (`pageExtensions`). */
export default function GalleryPage() {
  return <Gallery />;
}
