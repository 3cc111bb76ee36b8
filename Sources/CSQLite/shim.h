// The one place where SQLite's C API meets Swift: the library's own header, and inline
// wrappers for what Swift cannot import (macros with casts, variadic functions).
#ifndef CSQLITE_SHIM_H
#define CSQLITE_SHIM_H

#include <sqlite3.h>

/// Binds text that SQLite reads in place: the bytes must live until the statement is reset.
static inline int csqlite_bind_static_text(sqlite3_stmt *statement, int index, const char *bytes,
                                           sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, index, bytes, count, SQLITE_STATIC, SQLITE_UTF8);
}

/// Binds text that SQLite copies before this returns.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *bytes,
                                    sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, index, bytes, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// Binds a blob that SQLite copies before this returns.
static inline int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes,
                                    sqlite3_uint64 count) {
  return sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT);
}

/// sqlite3_db_config for the options that take an int and give one back.
static inline int csqlite_db_config(sqlite3 *database, int option, int value) {
  return sqlite3_db_config(database, option, value, (int *)0);
}

/// sqlite3_config for SQLITE_CONFIG_MEMSTATUS, which has an effect before SQLite is first used.
static inline int csqlite_count_memory(int value) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, value);
}

#endif
