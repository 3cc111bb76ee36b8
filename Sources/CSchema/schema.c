#include "CSchema.h"

const char huntdb_schema_sql[] = {
#embed "../../schema.sql"
    , 0};
