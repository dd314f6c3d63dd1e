/**
 * The shape of an object: the names of its fields, in their order. Messages of one kind have one shape, so it is told
 * once and then goes by a number; names are most of what a short message consists of.
 *
 * A field `type` that holds a text belongs to the shape with its value: it is what tells kinds of messages apart.
 */
export class Shape {
  /** Undefined as long as nobody was told of it. */
  number: number | undefined;
  readonly #fields = new Map<string, Shape>();
  readonly #types = new Map<string, Shape>();

  private constructor(
    /** The fields whose values follow. */
    readonly fields: readonly string[],
    /** All fields, each with the text that belongs to the shape, if it is such a one. */
    readonly all: readonly (readonly [name: string, type: string | undefined])[],
  ) {}

  static none(): Shape {
    return new Shape([], []);
  }

  /** The shape with one field more. */
  with(name: string, value: unknown): Shape {
    const isType = name === "type" && typeof value === "string";
    const known = isType ? this.#types.get(value) : this.#fields.get(name);
    return known ?? this.#grow(name, isType ? value : undefined);
  }

  #grow(name: string, type: string | undefined): Shape {
    const fields = type === undefined ? [...this.fields, name] : this.fields;
    const shape = new Shape(fields, [...this.all, [name, type]]);
    if (type === undefined) this.#fields.set(name, shape);
    else this.#types.set(type, shape);
    return shape;
  }
}
