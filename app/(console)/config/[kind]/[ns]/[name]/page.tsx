import type { Metadata } from "next";
import { readAddress } from "@/lib/view/config/config-params";
import { ObjectRoute } from "./object-route";

type PageProps = {
  readonly params: Promise<{ readonly kind: string; readonly ns: string; readonly name: string }>;
};

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: readAddress(await params).name };
}

export default async function Page({ params }: PageProps) {
  return <ObjectRoute address={readAddress(await params)} />;
}
