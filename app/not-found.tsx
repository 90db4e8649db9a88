import { NotFoundPage } from "@/components/shell/error-page";

export default function NotFound() {
  return <NotFoundPage />;
}
