import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Application, type ProjectReflection } from "typedoc";
import type { Course } from "#workbook/course/course";
import { headingSlug } from "#workbook/course/slug";

/** The reference of one source file. */
export interface ReferenceModule {
  /** The source's path without its extension: "solutions/01-znode-tree/paths". */
  name: string;
  /** As TypeDoc writes it, without its title. Links lead to other modules' `.md`. */
  text: string;
  /** What it exports: name → anchor. */
  symbols: Map<string, string>;
}

/**
 * Lets TypeDoc read the comments and types of the chapters' solutions and of the lab.
 * @throws Error where TypeDoc can't read the sources; its own messages say why
 */
export async function loadReference(root: string, course: Course): Promise<ReferenceModule[]> {
  const folders = course.chapters.map(({ name }) => `solutions/${name}/*.ts`);
  const out = mkdtempSync(join(tmpdir(), "znode-reference-"));
  try {
    const app = await Application.bootstrapWithPlugins({
      entryPoints: [...folders, "lab/**/*.ts"].map((pattern) => `${root.replaceAll("\\", "/")}/${pattern}`),
      basePath: root,
      displayBasePath: root,
      tsconfig: join(root, "tsconfig.json"),
      compilerOptions: { customConditions: ["reference"] },
      skipErrorChecking: true,
      plugin: ["typedoc-plugin-markdown"],
      out,
      readme: "none",
      disableSources: true,
      excludeExternals: true,
      sort: ["source-order"],
      logLevel: "Error",
      ...MARKDOWN_OPTIONS,
    });
    const project = await app.convert();
    if (project === undefined) throw new Error("TypeDoc could not read the sources");
    await app.generateOutputs(project);
    return readModules(project, out);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const MARKDOWN_OPTIONS = {
  router: "module",
  hideBreadcrumbs: true,
  hidePageHeader: true,
  hidePageTitle: true,
  hideGroupHeadings: true,
  useCodeBlocks: true,
  expandParameters: true,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  classPropertiesFormat: "table",
  typeAliasPropertiesFormat: "table",
  enumMembersFormat: "table",
  typeDeclarationFormat: "table",
  tableColumnSettings: { hideModifiers: true, hideDefaults: true, hideInherited: true, hideOverrides: true },
} as const;

function readModules(project: ProjectReflection, out: string): ReferenceModule[] {
  return (project.children ?? []).map(({ name, children }) => ({
    name,
    text: readFileSync(join(out, `${name}.md`), "utf8"),
    symbols: new Map((children ?? []).map((child) => [child.name, headingSlug(child.name)])),
  }));
}
