// Bundles the style sheet and the script, builds the icon sprite, and writes a
// manifest from plain names to hashed file names for the template function `asset`.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import esbuild from "esbuild";

const SOURCE = "portal/static/src";
const OUTPUT = "portal/static/dist";
const LUCIDE = "node_modules/lucide-static/icons";
const QUOTED_WORD = /['"]([a-z0-9-]+)['"]/g;
const ICON_CALL = /\bicon\(\s*['"]([a-z0-9-]+)['"]/g;

async function symbol(name, folder) {
  const svg = await readFile(path.join(folder, `${name}.svg`), "utf8");
  const viewBox = svg.match(/viewBox="([^"]+)"/)[1];
  const drawing = svg
    .slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
    .replace(/\s+/g, " ")
    .trim();
  return `<symbol id="${name}" viewBox="${viewBox}">${drawing}</symbol>`;
}

// Every quoted word of a template that names an icon, since names also travel through macros and conditions.
async function iconsUsedInTemplates(available) {
  const used = new Set();
  for (const entry of await readdir("templates", { recursive: true })) {
    if (!entry.endsWith(".html")) continue;
    const text = await readFile(path.join("templates", entry), "utf8");
    for (const [, name] of text.matchAll(QUOTED_WORD)) if (available.has(name)) used.add(name);
    for (const [, name] of text.matchAll(ICON_CALL)) {
      if (!available.has(name)) throw new Error(`templates/${entry}: there is no icon "${name}"`);
    }
  }
  return used;
}

async function namesIn(folder) {
  return (await readdir(folder)).filter((file) => file.endsWith(".svg")).map((file) => path.basename(file, ".svg"));
}

// icons.json lists the names that templates receive from Python.
async function sprite() {
  const listed = JSON.parse(await readFile(`${SOURCE}/icons.json`, "utf8"));
  const own = await namesIn(`${SOURCE}/icons`);
  const used = await iconsUsedInTemplates(new Set([...own, ...(await namesIn(LUCIDE))]));
  const names = [...new Set([...listed, ...own, ...used])].sort();
  const symbols = await Promise.all(
    names.map((name) => symbol(name, own.includes(name) ? `${SOURCE}/icons` : LUCIDE)),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`;
}

async function writeHashed(name, text) {
  const { name: stem, ext } = path.parse(name);
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
  const file = `${stem}-${hash}${ext}`;
  await writeFile(path.join(OUTPUT, file), text);
  return file;
}

async function bundle() {
  const result = await esbuild.build({
    entryPoints: {
      app: `${SOURCE}/js/app.js`,
      "service-worker": `${SOURCE}/js/service-worker.js`,
      styles: `${SOURCE}/css/app.css`,
    },
    outdir: OUTPUT,
    bundle: true,
    minify: true,
    format: "esm",
    external: ["/static/*"],
    target: ["chrome111", "firefox115", "safari16.4"],
    write: false,
    logLevel: "warning",
  });
  const text = (suffix) => result.outputFiles.find((file) => file.path.endsWith(suffix)).text;
  return { script: text("/app.js"), worker: text("/service-worker.js"), styles: text(".css") };
}

const { script, worker, styles } = await bundle();
const icons = await sprite();
await rm(OUTPUT, { recursive: true, force: true });
await mkdir(OUTPUT, { recursive: true });
const manifest = {
  "app.css": await writeHashed("app.css", styles),
  "app.js": await writeHashed("app.js", script),
  "icons.svg": await writeHashed("icons.svg", icons),
  "service-worker.js": await writeHashed("service-worker.js", worker),
};
await writeFile(path.join(OUTPUT, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
console.log(Object.values(manifest).join("\n"));
