// The text of schema.sql, embedded when this target is compiled.
#ifndef CSCHEMA_H
#define CSCHEMA_H

/// schema.sql, NUL-terminated UTF-8.
const char *huntdb_schema_text(void);

#endif
