import { defineProject } from "prumo";

// A project reads like the flow: datasets → tables → pipelines → deployments → monitors → retraining.
//
//   const orders = dataset("orders", { source: csv("data/orders.csv"), time: "orderedAt", checks: [notNull("price")] });
//   const table = prepare("table", { from: orders, columns: { returned: col("returned"), price: col("price") } });
//   const train = pipeline("train", {}, ({ step }) => { … });
//
// `prumo init --template flight-delays` writes a whole one to learn from.
export default defineProject({
  name: "my-project",
});
