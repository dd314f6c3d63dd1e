import { dialectOf } from "#kafka-protocol/api";
import { METADATA } from "#kafka-protocol/apis-topics";
import { WireWriter } from "#kafka-protocol/wire-writer";

// One question, where the topic "orders" is, in three versions.
const question = {
  topics: [{ name: "orders" }],
  mayCreate: true,
  wantsClusterOperations: false,
  wantsTopicOperations: false,
};
for (const version of [0, 8, 9]) {
  const writer = new WireWriter();
  METADATA.request.write(writer, question, dialectOf(METADATA, version));
  const digits = Array.from(writer.take(), (byte) => byte.toString(16).padStart(2, "0"));
  console.log(`version ${version}, ${digits.length} bytes   ${digits.join(" ")}`);
}
