/** Prints the summary table of a demo's JSON document, or fails when it is not one. */
import { readFileSync } from "node:fs";
import { createOutput } from "../src/cli/output.ts";
import { type DemoReport, showReport } from "../src/cli/demo/report.ts";

const report = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as DemoReport;
showReport(report, createOutput({ json: false }));
