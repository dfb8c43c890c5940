// duckdb.mjs Parquet|CSV events|spells FILE: counts and sums of a table, as
// DuckDB reads it without being told of any type.
import { DuckDBInstance } from "@duckdb/node-api";

const [format, table, file] = process.argv.slice(2);
const db = await (await DuckDBInstance.create(":memory:")).connect();
const quoted = `'${file.replaceAll("'", "''")}'`;
const source = format === "CSV" ? `read_csv(${quoted}, header = true)` : `read_parquet(${quoted})`;

const answer = {};
async function ask(sql) {
  for (const row of (await db.runAndReadAll(sql)).getRows()) {
    answer[row[0]] = Number(row[1]);
  }
}
// A time that was not read as one must not pass for a number.
const times = { events: ["time:timestamp", "due"], spells: ["enter", "leave", "due"] }[table];
for (const column of times) {
  const type = (await db.runAndReadAll(`SELECT typeof("${column}") FROM ${source} LIMIT 1`)).getRows()[0][0];
  if (type !== "TIMESTAMP WITH TIME ZONE") throw new Error(`${column} is ${type} to DuckDB`);
}

await ask(`SELECT 'rows', count(*) FROM ${source}`);
if (table === "events") {
  await ask(`SELECT 'times', sum(epoch_us("time:timestamp") // 1000000) FROM ${source}`);
  await ask(`SELECT 'with due', count(due) FROM ${source}`);
  await ask(`SELECT 'due', sum(epoch_us(due) // 1000000) FROM ${source}`);
  await ask(`SELECT 'rows of ' || event, count(*) FROM ${source} GROUP BY event`);
} else {
  await ask(`SELECT 'open', count(*) FROM ${source} WHERE leave IS NULL`);
  await ask(`SELECT 'seconds', sum(seconds) FROM ${source}`);
  await ask(`SELECT 'rows of ' || stage, count(*) FROM ${source} GROUP BY stage`);
  await ask(`SELECT 'seconds of ' || stage, sum(epoch_us(leave) - epoch_us(enter)) // 1000000 FROM ${source} WHERE leave IS NOT NULL GROUP BY stage`);
}
console.log(JSON.stringify(answer));
