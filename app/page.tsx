import { redirect } from "next/navigation";

/** The first page is the live topology. */
export default function HomePage(): never {
  redirect("/topology");
}
