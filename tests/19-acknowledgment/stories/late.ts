import { Desk } from "../sharing";

// A share group with two members, three orders, and locks of 100 ms. A falls asleep with what it has.
const desk = new Desk(3);

function tell(who: string, what: string): void {
  console.log(`${String(desk.now).padStart(3)} ms  ${who}  ${what.padEnd(34)} start ${desk.start}`);
}

function take(who: string, max: number): void {
  tell(who, `gets ${desk.take(who, max).join(", ") || "nothing"}`);
}

function accept(who: string, offset: number): void {
  tell(who, `accepts ${offset}: ${desk.say(who, offset)}`);
}

take("A", 2);
take("B", 1);
desk.pass(40);
accept("B", 2);
take("B", 1);
desk.pass(60);
take("B", 1);
accept("A", 0);
accept("B", 0);
take("B", 1);
accept("B", 1);
