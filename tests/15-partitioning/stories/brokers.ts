import { Layout } from "#partitioning/layout";

// A topic of six partitions with two copies each on three brokers; then it grows to eight.
const layout = new Layout(["A", "B", "C"].map((name) => ({ name })));
layout.create("orders", 6, 2);

function show(): void {
  const count = layout.partitionsOf("orders");
  for (const broker of ["A", "B", "C"]) {
    const cells = Array.from({ length: count }, (_, partition) => {
      const place = layout.replicasOf("orders", partition).indexOf(broker);
      return place < 0 ? "  ." : place === 0 ? ` [${partition}]`.slice(-3) : `  ${partition}`;
    });
    console.log(`${broker}  ${cells.join(" ")}`);
  }
}

show();
console.log("it grows to eight");
layout.grow("orders", 8);
show();
