// npm start: the production build on the cluster that the environment names.
import { serve } from "./serve.mjs";

process.exitCode = await serve(process.env);
