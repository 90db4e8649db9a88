// The gate: what `npm test` and `npm run test:cluster` run, with one sum.
import { add, say, sumLine } from "./steps.mjs";
import { test } from "./test.mjs";
import { testCluster } from "./test-cluster.mjs";

const sum = add(await test(), await testCluster());
say(sumLine(sum));
process.exitCode = sum.failed === 0 ? 0 : 1;
