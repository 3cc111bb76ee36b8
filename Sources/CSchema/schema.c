#include "CSchema.h"

static const char schema[] = {
#embed "../../schema.sql"
    , 0};

const char *huntdb_schema_text(void) { return schema; }
