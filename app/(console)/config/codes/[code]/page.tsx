import type { Metadata } from "next";
import { codeFacts } from "@/components/config/codes/code-facts";
import { CodePage } from "@/components/config/codes/code-page";
import { CODES } from "@/lib/mesh/analysis/analyzers";
import { codesText } from "@/lib/messages/config-place/codes/codes";

type PageProps = { readonly params: Promise<{ readonly code: string }> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { code } = await params;
  return { title: codesText.pageTitle(code) };
}

export default async function Page({ params }: PageProps) {
  const { code } = await params;
  const known = CODES.get(code);
  const facts = known === undefined ? null : codeFacts(code, known.severity, known.docs);
  return <CodePage code={code} facts={facts} />;
}
