import type { CodeFrame } from "../run/verdict";

/** Where something is defined in a file, from line 1. */
export interface Definition {
  line: number;
  name: string;
}

const WORD = /[A-Za-z_$][\w$]*/g;

/**
 * Finds what a test calls in a learner's source: the function, class or method that the failing line names, or else
 * one that the lines above it name. A wrong answer leaves no stack to follow; this is the next best place to look.
 */
export function definitionOf(source: string, frame: CodeFrame): Definition | undefined {
  const definitions = definitionsIn(source);
  const upToFailure = frame.lines.filter(({ number }) => number <= frame.line).reverse();
  for (const { text } of upToFailure) {
    for (const name of text.match(WORD) ?? []) {
      const line = definitions.get(name);
      if (line !== undefined) return { line, name };
    }
  }
  return undefined;
}

const DEFINITION =
  /^\s*(?:export\s+)?(?:(?:default|abstract|async)\s+)*(?:(?:function\*?|class)\s+([\w$]+)|(?:public\s+|static\s+|get\s+|set\s+|async\s+|\*)*([\w$]+)\s*(?:<[^>]*>)?\([^;]*(?:\{|,|\()\s*$|(?:const|let)\s+([\w$]+)\s*=)/;
const KEYWORD = /^(?:if|for|while|switch|catch|return|constructor|throw|do|else|function)$/;

function definitionsIn(source: string): Map<string, number> {
  const found = new Map<string, number>();
  source.split("\n").forEach((text, index) => {
    const match = DEFINITION.exec(text);
    const name =
      match?.[1] ?? match?.[2] ?? (/^(?:export )?(?:const|let)/.test(text) ? match?.[3] : undefined);
    if (name !== undefined && !KEYWORD.test(name) && !found.has(name)) found.set(name, index + 1);
  });
  return found;
}
