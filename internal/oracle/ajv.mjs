// ajv.mjs SCHEMA LOG: validates an OCEL 2.0 log, and looks whether all relations
// lead to objects and all types are declared.
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import addFormats from "ajv-formats";

const [schema, log] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf8")));
const ajv = new Ajv({ allErrors: false, strict: true });
addFormats(ajv);
const validate = ajv.compile(schema);
const valid = validate(log);

const objects = new Set(log.objects.map((o) => o.id));
const types = new Set([...log.eventTypes, ...log.objectTypes].map((t) => t.name));
const dangling = [];
for (const thing of [...log.events, ...log.objects]) {
  if (!types.has(thing.type)) dangling.push(`${thing.id} has the undeclared type ${thing.type}`);
  for (const r of thing.relationships) {
    if (!objects.has(r.objectId)) dangling.push(`${thing.id} leads to ${r.objectId}, which is no object`);
  }
}
const errors = valid ? [] : validate.errors.map((e) => `${e.instancePath} ${e.message}`);
console.log(JSON.stringify({
  events: log.events.length,
  objects: objects.size,
  errors: errors.length,
  dangling: dangling.length,
  first: [...errors, ...dangling][0] ?? "",
}));
