import { hello } from "../wire";

// What kazoo 2.8 sends when it connects: captured between it and a server, and the same as the tests' own hello.
const frame = hello({ timeout: 10_000, readOnly: false });
const digits = [...frame].map((byte) => byte.toString(16).padStart(2, "0"));
for (let at = 0; at < digits.length; at += 16) console.log(digits.slice(at, at + 16).join(" "));
