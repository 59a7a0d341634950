// A step in TypeScript or JavaScript that logs by prumo's own client; `prumo` is resolved by the address it is given.
const { startRun } = await import(process.argv[2]);
await using run = startRun({ experiment: "not this one", tags: { team: "growth" } });
run.logParams({ trees: 20 });
for (const loss of [3, 2, 1]) run.logMetric("loss", loss);
