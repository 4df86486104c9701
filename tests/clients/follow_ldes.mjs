// Follows an event stream to its end and writes one line of JSON a member: its IRI, of what it is a version, its size.
import { replicateLDES } from "ldes-client";

const client = replicateLDES({ url: process.argv[2], polling: false }, "none");
const reader = client.stream({ materialize: false }).getReader();
const VERSION_OF = "http://purl.org/dc/terms/isVersionOf";
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

for (let next = await reader.read(); !next.done; next = await reader.read()) {
  const { id, quads } = next.value;
  const about = quads.filter((quad) => quad.subject.equals(id));
  const objects = (predicate) => about.filter((quad) => quad.predicate.value === predicate).map((quad) => quad.object.value);
  const line = { id: id.value, of: objects(VERSION_OF), types: objects(TYPE), quads: quads.length };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
