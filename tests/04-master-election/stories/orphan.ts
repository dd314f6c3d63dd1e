import { drawTicket } from "#master-election/ticket";
import { ensure, losesReplyOf, meddle, Shop, stay } from "../shop";

// DB1 draws a ticket, and the reply is lost. Once it just draws again, once as this chapter does.
const LINE = "/candidates";

async function draw(how: "just again" | "as this chapter does"): Promise<void> {
  const shop = new Shop();
  const drawn: string[] = [];
  shop.program("DB1", async (keeper, host) => {
    await ensure(keeper, LINE);
    const unlucky = meddle(keeper, losesReplyOf("create"));
    const options = { ephemeral: true, sequential: true };
    const create = (): Promise<{ path: string }> =>
      unlucky.create(`${LINE}/DB1-`, new Uint8Array(0), options);
    const ticket =
      how === "just again" ? await create().catch(create) : await drawTicket(unlucky, LINE, "DB1");
    drawn.push(ticket.path.slice(LINE.length + 1));
    await stay(host);
  });
  await shop.world.run(30_000);
  console.log(`${how}: DB1 knows of ${drawn.join()}; in the line: ${shop.children(LINE).join(", ")}`);
}

await draw("just again");
await draw("as this chapter does");
