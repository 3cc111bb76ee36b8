// The peer of a launch-heavy import: puts the rows of a filled store into a new one by prepared
// statements and nothing else, in the same transactions' size and under the same PRAGMAs.
//
// usage: bare_inserts FILLED SCHEMA.SQL NEW     prints the seconds that inserting and closing took
//
// Rows are copied into memory before the clock starts, so that reading them costs nothing. The rows
// of the summaries are put in as they are in the end, each once, where an import counts them up.

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { events_a_transaction = 4000, max_columns = 100 };

static const char *const tables[] = {
    "launch_events", "launch_items", "launched_instances", "event_records", "sightings",
};
enum { table_count = sizeof tables / sizeof *tables };

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void check(sqlite3 *db, int code) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  fprintf(stderr, "bare_inserts: %s\n", sqlite3_errmsg(db));
  exit(1);
}

static void run(sqlite3 *db, const char *sql) { check(db, sqlite3_exec(db, sql, 0, 0, 0)); }

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
  sqlite3_stmt *statement = 0;
  check(db, sqlite3_prepare_v2(db, sql, -1, &statement, 0));
  return statement;
}

static char *text_of(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) exit(1);
  fseek(file, 0, SEEK_END);
  size_t size = (size_t)ftell(file);
  rewind(file);
  char *text = calloc(size + 1, 1);
  if (fread(text, 1, size, file) != size) exit(1);
  fclose(file);
  return text;
}

/// The columns of a table that are stored, as a list of names; their number in `count`.
static char *columns(sqlite3 *db, const char *table, int *count) {
  sqlite3_stmt *info = prepare(
      db, "SELECT group_concat(name, ', '), count(*) FROM pragma_table_xinfo(?) WHERE hidden = 0");
  sqlite3_bind_text(info, 1, table, -1, SQLITE_STATIC);
  check(db, sqlite3_step(info));
  char *names = strdup((const char *)sqlite3_column_text(info, 0));
  *count = sqlite3_column_int(info, 1);
  sqlite3_finalize(info);
  return names;
}

struct rows {
  sqlite3_value **values;
  size_t count, capacity;
};

static void keep(struct rows *rows, sqlite3_value *value) {
  if (rows->count == rows->capacity) {
    rows->capacity = rows->capacity ? rows->capacity * 2 : 1024;
    rows->values = realloc(rows->values, rows->capacity * sizeof *rows->values);
  }
  rows->values[rows->count++] = sqlite3_value_dup(value);
}

/// Seconds that one statement takes to put all rows of a table of the attached store into this one.
static double copy(sqlite3 *store, const char *table) {
  char *sql = sqlite3_mprintf("INSERT INTO main.%s SELECT * FROM filled.%s", table, table);
  const double start = now();
  run(store, sql);
  const double seconds = now() - start;
  sqlite3_free(sql);
  return seconds;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  sqlite3 *source = 0, *store = 0;
  check(source, sqlite3_open_v2(argv[1], &source, SQLITE_OPEN_READONLY, 0));
  check(store, sqlite3_open_v2(argv[3], &store,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, 0));
  run(store, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536");
  run(store, text_of(argv[2]));
  run(store, "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY");

  sqlite3_stmt *select[table_count], *insert[table_count];
  int widths[table_count];
  struct rows rows[table_count] = {0};
  for (int t = 0; t < table_count; t++) {
    char *names = columns(source, tables[t], &widths[t]);
    char *sql = sqlite3_mprintf(
        "SELECT %s FROM %s WHERE launch_id > ? AND launch_id <= ? ORDER BY launch_id", names,
        tables[t]);
    select[t] = prepare(source, sql);
    char marks[2 * max_columns] = "?";
    for (int c = 1; c < widths[t]; c++) strcat(marks, ",?");
    sql = sqlite3_mprintf("INSERT INTO %s (%s) VALUES (%s)", tables[t], names, marks);
    insert[t] = prepare(store, sql);
  }

  char *attach = sqlite3_mprintf("ATTACH %Q AS filled", argv[1]);
  run(store, attach);
  run(store, "INSERT INTO main.source_files SELECT * FROM filled.source_files");
  // The events refer to their groups.
  double seconds = copy(store, "principals") + copy(store, "launch_groups");

  sqlite3_stmt *last = prepare(source, "SELECT max(launch_id) FROM launch_events");
  check(source, sqlite3_step(last));
  const sqlite3_int64 end = sqlite3_column_int64(last, 0);
  for (sqlite3_int64 from = 0; from < end; from += events_a_transaction) {
    for (int t = 0; t < table_count; t++) {
      sqlite3_bind_int64(select[t], 1, from);
      sqlite3_bind_int64(select[t], 2, from + events_a_transaction);
      while (sqlite3_step(select[t]) == SQLITE_ROW)
        for (int c = 0; c < widths[t]; c++) keep(&rows[t], sqlite3_column_value(select[t], c));
      check(source, sqlite3_reset(select[t]));
    }
    const double start = now();
    run(store, "BEGIN IMMEDIATE");
    for (int t = 0; t < table_count; t++) {
      for (size_t at = 0; at < rows[t].count; at += (size_t)widths[t]) {
        for (int c = 0; c < widths[t]; c++)
          sqlite3_bind_value(insert[t], c + 1, rows[t].values[at + (size_t)c]);
        check(store, sqlite3_step(insert[t]));
        check(store, sqlite3_reset(insert[t]));
      }
    }
    run(store, "COMMIT");
    seconds += now() - start;
    for (int t = 0; t < table_count; t++) {
      for (size_t n = 0; n < rows[t].count; n++) sqlite3_value_free(rows[t].values[n]);
      rows[t].count = 0;
    }
  }
  seconds += copy(store, "launch_group_values") + copy(store, "principal_day_values") +
             copy(store, "principal_hours") + copy(store, "account_values");
  const double start = now();
  for (int t = 0; t < table_count; t++) sqlite3_finalize(insert[t]);
  sqlite3_close(store);
  printf("%.4f\n", seconds + now() - start);
  return 0;
}
