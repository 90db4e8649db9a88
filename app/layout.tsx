import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { themeScript } from "@/components/shell/theme/theme-script";
import { shellText } from "@/lib/messages/shell";
import "./fonts.css";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: shellText.product, template: shellText.pageTitle },
  description: shellText.description,
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    // The script below sets the theme before React looks at the element.
    <html lang="en" suppressHydrationWarning>
      <head>
        <script>{themeScript}</script>
      </head>
      <body>{children}</body>
    </html>
  );
}
