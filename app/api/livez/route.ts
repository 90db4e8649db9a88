export const dynamic = "force-dynamic";

/** The process answers. Says nothing of its sources: restarting it would not mend them. */
export const GET = () => new Response("ok\n");
