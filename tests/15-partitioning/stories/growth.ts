import { ByKey, keyOf, partitionOf } from "#partitioning/by-key";
import { RoundRobin } from "#partitioning/round-robin";
import { Cluster } from "../cluster";

// Ann's orders before and after a topic grows, and a reader that goes through the partitions one after the other.
const cluster = new Cluster(6);
const shop = cluster.shop(new ByKey(new RoundRobin()));
const key = "Eve";
for (const n of [1, 2, 3]) shop.send(key, `order ${n}`);
cluster.pass(100);
cluster.grow(8);
for (const n of [4, 5, 6]) shop.send(key, `order ${n}`);
cluster.pass(100);
console.log(
  `with six partitions ${key}'s are in ${partitionOf(keyOf(key), 6)}, with eight in ${partitionOf(keyOf(key), 8)}`,
);
console.log("what a reader gets who goes through the partitions one after the other:");
for (const { key: whose, value } of cluster.read()) console.log(`  ${whose}: ${value}`);
