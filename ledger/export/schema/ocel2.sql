-- The constraints of the relational form of OCEL 2.0, after section 5.2 of its
-- specification (arXiv:2403.01975). Written for writ. Each is a question: what it
-- answers with breaks the rule that is named above it.

-- the six fixed tables are there
SELECT value FROM json_each('["event","object","event_map_type","object_map_type","event_object","object_object"]')
  WHERE value NOT IN (SELECT name FROM sqlite_master
  WHERE type = 'table');

-- every type of events has a table
SELECT ocel_type FROM event_map_type WHERE 'event_' || ocel_type_map NOT IN (SELECT name FROM sqlite_master
  WHERE type = 'table');

-- every type of objects has a table
SELECT ocel_type FROM object_map_type WHERE 'object_' || ocel_type_map NOT IN (SELECT name FROM sqlite_master
  WHERE type = 'table');

-- no other table has the prefix event_
SELECT name FROM sqlite_master
  WHERE type = 'table'
  AND substr(name, 1, 6) = 'event_'
  AND name NOT IN ('event_map_type', 'event_object')
  AND substr(name, 7) NOT IN (SELECT ocel_type_map FROM event_map_type);

-- no other table has the prefix object_
SELECT name FROM sqlite_master
  WHERE type = 'table'
  AND substr(name, 1, 7) = 'object_'
  AND name NOT IN ('object_map_type', 'object_object')
  AND substr(name, 8) NOT IN (SELECT ocel_type_map FROM object_map_type);

-- types have tables of their own
SELECT ocel_type_map FROM event_map_type GROUP BY 1 HAVING count(*) > 1
  UNION ALL SELECT ocel_type_map FROM object_map_type GROUP BY 1 HAVING count(*) > 1;

-- ids and types in event
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('event')
  AND (SELECT count(*) FROM pragma_table_info(m.name) c WHERE c.name IN ('ocel_id','ocel_type')) <> 2;

-- ids and types in object
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('object')
  AND (SELECT count(*) FROM pragma_table_info(m.name) c WHERE c.name IN ('ocel_id','ocel_type')) <> 2;

-- columns of event_map_type
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('event_map_type')
  AND (SELECT count(*) FROM pragma_table_info(m.name) c WHERE c.name IN ('ocel_type','ocel_type_map')) <> 2;

-- columns of object_map_type
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('object_map_type')
  AND (SELECT count(*) FROM pragma_table_info(m.name) c WHERE c.name IN ('ocel_type','ocel_type_map')) <> 2;

-- columns of event_object
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('event_object')
  AND (SELECT count(*) FROM pragma_table_info(m.name) c WHERE c.name IN ('ocel_event_id','ocel_object_id','ocel_qualifier')) <> 3;

-- columns of object_object
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('object_object')
  AND (SELECT count(*) FROM pragma_table_info(m.name) c WHERE c.name IN ('ocel_source_id','ocel_target_id','ocel_qualifier')) <> 3;

-- columns of the tables of events
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN (SELECT 'event_' || ocel_type_map FROM event_map_type)
  AND (SELECT count(*) FROM pragma_table_info(m.name) c WHERE c.name IN ('ocel_id','ocel_time')) <> 2;

-- columns of the tables of objects
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN (SELECT 'object_' || ocel_type_map FROM object_map_type)
  AND (SELECT count(*) FROM pragma_table_info(m.name) c WHERE c.name IN ('ocel_id','ocel_time','ocel_changed_field')) <> 3;

-- times are declared as such
SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
  WHERE m.type = 'table' AND c.name = 'ocel_time' AND c.type <> 'TIMESTAMP';

-- key of event_map_type
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('event_map_type')
  AND coalesce((SELECT group_concat(name) FROM (SELECT c.name AS name FROM pragma_table_info(m.name) c WHERE c.pk > 0 ORDER BY c.name)), '') <> 'ocel_type';

-- key of object_map_type
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('object_map_type')
  AND coalesce((SELECT group_concat(name) FROM (SELECT c.name AS name FROM pragma_table_info(m.name) c WHERE c.pk > 0 ORDER BY c.name)), '') <> 'ocel_type';

-- key of event
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('event')
  AND coalesce((SELECT group_concat(name) FROM (SELECT c.name AS name FROM pragma_table_info(m.name) c WHERE c.pk > 0 ORDER BY c.name)), '') <> 'ocel_id';

-- key of object
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('object')
  AND coalesce((SELECT group_concat(name) FROM (SELECT c.name AS name FROM pragma_table_info(m.name) c WHERE c.pk > 0 ORDER BY c.name)), '') <> 'ocel_id';

-- key of event_object
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('event_object')
  AND coalesce((SELECT group_concat(name) FROM (SELECT c.name AS name FROM pragma_table_info(m.name) c WHERE c.pk > 0 ORDER BY c.name)), '') <> 'ocel_event_id,ocel_object_id,ocel_qualifier';

-- key of object_object
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('object_object')
  AND coalesce((SELECT group_concat(name) FROM (SELECT c.name AS name FROM pragma_table_info(m.name) c WHERE c.pk > 0 ORDER BY c.name)), '') <> 'ocel_qualifier,ocel_source_id,ocel_target_id';

-- keys of the tables of events
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN (SELECT 'event_' || ocel_type_map FROM event_map_type)
  AND coalesce((SELECT group_concat(name) FROM (SELECT c.name AS name FROM pragma_table_info(m.name) c WHERE c.pk > 0 ORDER BY c.name)), '') <> 'ocel_id';

-- event leads to its type
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('event')
  AND NOT EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) k WHERE k."from" = 'ocel_type' AND k."table" = 'event_map_type' AND k."to" = 'ocel_type');

-- object leads to its type
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('object')
  AND NOT EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) k WHERE k."from" = 'ocel_type' AND k."table" = 'object_map_type' AND k."to" = 'ocel_type');

-- event_object leads to events
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('event_object')
  AND NOT EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) k WHERE k."from" = 'ocel_event_id' AND k."table" = 'event' AND k."to" = 'ocel_id');

-- event_object leads to objects
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('event_object')
  AND NOT EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) k WHERE k."from" = 'ocel_object_id' AND k."table" = 'object' AND k."to" = 'ocel_id');

-- object_object leads from objects
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('object_object')
  AND NOT EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) k WHERE k."from" = 'ocel_source_id' AND k."table" = 'object' AND k."to" = 'ocel_id');

-- object_object leads to objects
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN ('object_object')
  AND NOT EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) k WHERE k."from" = 'ocel_target_id' AND k."table" = 'object' AND k."to" = 'ocel_id');

-- tables of events lead to event
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN (SELECT 'event_' || ocel_type_map FROM event_map_type)
  AND NOT EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) k WHERE k."from" = 'ocel_id' AND k."table" = 'event' AND k."to" = 'ocel_id');

-- tables of objects lead to object
SELECT m.name FROM sqlite_master m
  WHERE m.type = 'table' AND m.name IN (SELECT 'object_' || ocel_type_map FROM object_map_type)
  AND NOT EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) k WHERE k."from" = 'ocel_id' AND k."table" = 'object' AND k."to" = 'ocel_id');

-- no reference dangles
SELECT "table" FROM pragma_foreign_key_check;
