declare global {
  namespace NodeJS {
    interface ProcessEnv {
      readonly NEXT_RUNTIME?: "nodejs" | "edge";
    }
  }
}

/** Called by Next once per server process, before the first request. */
export async function register() {
  // biome-ignore lint/style/noProcessEnv: the bundler replaces this expression and drops the branch for other runtimes
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { start } = await import("./instrumentation.node");
    start();
  }
}
