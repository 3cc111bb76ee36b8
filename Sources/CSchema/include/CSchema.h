// The text of schema.sql, embedded when this target is compiled.
#ifndef CSCHEMA_H
#define CSCHEMA_H

/// schema.sql, NUL-terminated UTF-8.
extern const char huntdb_schema_sql[];

#endif
