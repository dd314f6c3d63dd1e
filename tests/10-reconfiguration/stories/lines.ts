import { text } from "#lab/testing/bytes";
import { formatConfiguration } from "#reconfiguration/config";
import { configuration } from "../members";

// Three servers and an observer; before that it was three.
console.log(text(formatConfiguration(configuration(0x2_0000_0003n, "ABDe", [0x1_0000_0001n, "ABC"]))));
