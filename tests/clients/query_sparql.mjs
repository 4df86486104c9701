// Asks a SPARQL endpoint with Comunica: the rows of a SELECT, the answer to an ASK, the size of a CONSTRUCT, as one JSON.
import { QueryEngine } from "@comunica/query-sparql";

const [endpoint, select, ask, construct] = process.argv.slice(2);
const engine = new QueryEngine();
const context = { sources: [{ type: "sparql", value: endpoint }] };
const bindings = await (await engine.queryBindings(select, context)).toArray();
const rows = bindings.map((row) => Object.fromEntries([...row].map(([variable, term]) => [variable.value, term.value])));
const boolean = await engine.queryBoolean(ask, context);
const quads = await (await engine.queryQuads(construct, context)).toArray();
process.stdout.write(JSON.stringify({ rows, boolean, quads: quads.length }));
