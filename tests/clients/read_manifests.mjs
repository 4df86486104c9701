// Reads IIIF manifests as viewers do, and strictly: writes one line of JSON a file, its canvases and what is wrong with it.
import { readFileSync } from "node:fs";
import { normalize } from "@iiif/parser";
import { presentation3StrictUpgrade } from "@iiif/parser/strict";

for (const path of process.argv.slice(2)) {
  const manifest = JSON.parse(readFileSync(path, "utf-8"));
  const said = { warnings: [] };
  presentation3StrictUpgrade(structuredClone(manifest), said);
  const { resource, entities } = normalize(manifest);
  const line = { id: resource.id, canvases: Object.keys(entities.Canvas).length, warnings: said.warnings };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
