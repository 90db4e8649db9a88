// npm run demo: the production build on the embedded demo, on this machine alone.
import { serve } from "./serve.mjs";

process.exitCode = await serve({ ...process.env, HEDDLE_SOURCE: "demo" });
