// Writes a database in two lanes, beside each other and beside its copying, and checks that it is one.
// usage: lanes FOLDER ROUNDS
//
// The page that SQLite locks lies at CLANES_LOCK_BYTE for both: so far in front that databases reach it.
#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clanes.h"

static uint64_t state;

static uint32_t roll(uint64_t *state, uint32_t limit) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((*state >> 33) % limit);
}

static void run(sqlite3 *database, const char *sql) {
  char *error = NULL;
  if (sqlite3_exec(database, sql, NULL, NULL, &error) != SQLITE_OK) {
    fprintf(stderr, "%s: %s\n", sql, error);
    abort();
  }
}

static int64_t ask(sqlite3 *database, const char *sql) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK ||
      sqlite3_step(statement) != SQLITE_ROW) {
    fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(database));
    abort();
  }
  int64_t value = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return value;
}

// Changes the tables of one lane: rows of all lengths, which come and go.
static void change(sqlite3 *database, int lane, uint64_t *state, int steps) {
  char sql[400];
  for (int step = 0; step < steps; step++) {
    uint32_t count = 1 + roll(state, 300), length = roll(state, 3) ? roll(state, 80) : roll(state, 9000);
    switch (roll(state, 6)) {
      case 0:
        snprintf(sql, sizeof sql, "DELETE FROM t%d WHERE key %% %u = %u", lane, 2 + roll(state, 40), roll(state, 2));
        break;
      case 1:
        snprintf(sql, sizeof sql, "UPDATE t%d SET text = substr(text || hex(zeroblob(%u)), %u) WHERE key %% 7 = %u",
                 lane, length / 2, 1 + roll(state, 50), roll(state, 7));
        break;
      case 2:
        snprintf(sql, sizeof sql, "DELETE FROM w%d WHERE a > hex(randomblob(1))", lane);
        break;
      default:
        snprintf(sql, sizeof sql,
                 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u) "
                 "INSERT INTO t%d (text, random) SELECT hex(randomblob(%u)), random() FROM n; "
                 "INSERT OR IGNORE INTO w%d SELECT hex(randomblob(8)), i FROM t%d, (SELECT 1 AS i) LIMIT %u",
                 count, lane, 1 + length / 2, lane, lane, count);
    }
    run(database, sql);
  }
}

typedef struct {
  char uri[300];
  int lane, steps, rc;
  uint64_t state;
  int64_t rows, sum;
} work;

static sqlite3 *open_lane(const char *uri) {
  sqlite3 *database;
  int rc = sqlite3_open_v2(uri, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
  if (rc != SQLITE_OK) fprintf(stderr, "%s: %s\n", uri, sqlite3_errmsg(database)), abort();
  run(database, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
  return database;
}

static void sums(sqlite3 *database, int lane, int64_t *rows, int64_t *sum) {
  char sql[200];
  snprintf(sql, sizeof sql, "SELECT (SELECT count(*) FROM t%d) * 1000003 + (SELECT count(*) FROM w%d)", lane, lane);
  *rows = ask(database, sql);
  snprintf(sql, sizeof sql, "SELECT ifnull(sum(length(text) + random %% 1000003), 0) FROM t%d", lane);
  *sum = ask(database, sql);
}

static void *write_lane(void *context) {
  work *mine = context;
  sqlite3 *database = open_lane(mine->uri);
  // So small that pages are written, and read again, all the time.
  run(database, "PRAGMA cache_size = 20; BEGIN IMMEDIATE");
  change(database, mine->lane, &mine->state, mine->steps);
  sums(database, mine->lane, &mine->rows, &mine->sum);
  run(database, "COMMIT");
  sqlite3_close(database);
  return NULL;
}

static void make_base(const char *path, uint32_t page_size, int rows) {
  sqlite3 *database;
  char sql[300];
  unlink(path);
  assert(sqlite3_open(path, &database) == SQLITE_OK);
  snprintf(sql, sizeof sql, "PRAGMA page_size = %u; PRAGMA journal_mode = %s; PRAGMA synchronous = OFF; BEGIN",
           page_size, roll(&state, 2) ? "WAL" : "DELETE");
  run(database, sql);
  for (int lane = 1; lane <= 2; lane++) {
    snprintf(sql, sizeof sql,
             "CREATE TABLE t%d (key INTEGER PRIMARY KEY, text TEXT, random INTEGER);"
             "CREATE INDEX i%d ON t%d (random);"
             "CREATE TABLE w%d (a TEXT, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID",
             lane, lane, lane, lane);
    run(database, sql);
    change(database, lane, &state, rows);
  }
  run(database, "CREATE TABLE seen (text)");
  run(database, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  sqlite3_close(database);
}

static int64_t size_of(const char *path) {
  struct stat status;
  assert(stat(path, &status) == 0);
  return status.st_size;
}

// Lets the system forget what it has of a file, so that it is read past its memory.
static void evict(const char *path) {
  int file = open(path, O_RDONLY);
  if (file < 0) return;
  fsync(file);
  posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  close(file);
}

// One database in lanes; every second time of what is in the draft already. `together`: both lanes write
// the same table, which must be noticed.
static void write_in_lanes(const char *folder, int round, int together) {
  static const uint32_t page_sizes[] = {512, 1024, 4096, 4096, 8192, 65536};
  char base_path[200], draft_path[200], uri[300];
  snprintf(base_path, sizeof base_path, "%s/base.db", folder);
  snprintf(draft_path, sizeof draft_path, "%s/draft.db", folder);
  int is_copied = together ? 0 : round % 2;
  make_base(is_copied ? draft_path : base_path, page_sizes[roll(&state, 6)], 1 + (int)roll(&state, 60));
  if (!is_copied) unlink(draft_path);
  int draft = open(draft_path, O_RDWR | O_CREAT, 0600), base = is_copied ? -1 : open(base_path, O_RDONLY);
  int direct = is_copied ? -1 : clanes_open_direct(base_path);
  int64_t size = size_of(is_copied ? draft_path : base_path);
  clanes *lanes = clanes_new(draft, draft_path, base, direct, size);
  assert(lanes);
  int starts_first = round % 6 == 3;
  if (starts_first) assert(clanes_start(lanes, base) == 0);
  snprintf(uri, sizeof uri, "file:%s?vfs=%s&lane=0", draft_path, clanes_vfs(lanes));
  sqlite3 *first = open_lane(uri);
  run(first, "INSERT INTO seen VALUES ('by the first'), (hex(zeroblob(20000)))");
  run(first, "CREATE TABLE later (a); DROP TABLE later");
  for (int lane = 1; lane <= 2 && !starts_first; lane++) {
    snprintf(uri, sizeof uri, "SELECT rootpage FROM sqlite_schema WHERE name = '%c%d'", round % 2 ? 'i' : 'w', lane);
    // Also where there is no index.
    clanes_will_read(lanes, ask(first, uri) + (round % 5 == 4));
  }
  sqlite3_close(first);
  if (round % 4 == 3) evict(base_path);
  assert(clanes_split(lanes) == 0);
  if (!starts_first) assert(clanes_start(lanes, round % 3 == 1 ? base : -1) == 0);
  work works[2] = {0};
  pthread_t threads[2];
  for (int lane = 1; lane <= 2; lane++) {
    work *mine = works + lane - 1;
    snprintf(mine->uri, sizeof mine->uri, "file:%s?vfs=%s&lane=%d", draft_path, clanes_vfs(lanes), lane);
    mine->lane = lane;
    mine->steps = (int)roll(&state, 40);
    mine->state = state + (uint64_t)lane;
  }
  if (together) {
    for (int lane = 1; lane <= 2; lane++) {
      sqlite3 *database = open_lane(works[lane - 1].uri);
      int rc = sqlite3_exec(database, "BEGIN; UPDATE t1 SET random = random + 1; COMMIT", NULL, NULL, NULL);
      assert(lane == 1 ? rc == SQLITE_OK : rc != SQLITE_OK);
      sqlite3_close(database);
    }
  } else {
    for (int lane = 0; lane < 2; lane++) assert(pthread_create(threads + lane, NULL, write_lane, works + lane) == 0);
    for (int lane = 0; lane < 2; lane++) pthread_join(threads[lane], NULL);
  }
  int done;
  while ((done = clanes_wait(lanes, 20)) < 0) {}
  assert(done == 0);
  done = clanes_join(lanes);
  assert(together ? done != 0 : done == 0);
  clanes_free(lanes);
  close(draft);
  if (base >= 0) close(base);
  if (direct >= 0) close(direct);
  if (together) return;
  assert(sqlite3_open(draft_path, &first) == SQLITE_OK);
  sqlite3_stmt *check;
  assert(sqlite3_prepare_v2(first, "PRAGMA integrity_check(3)", -1, &check, NULL) == SQLITE_OK);
  while (sqlite3_step(check) == SQLITE_ROW) {
    const char *text = (const char *)sqlite3_column_text(check, 0);
    if (strcmp(text, "ok")) fprintf(stderr, "round %d: %s\n", round, text), abort();
  }
  sqlite3_finalize(check);
  assert(ask(first, "SELECT count(*) FROM seen") == 2);
  for (int lane = 1; lane <= 2; lane++) {
    int64_t rows, sum;
    sums(first, lane, &rows, &sum);
    assert(rows == works[lane - 1].rows && sum == works[lane - 1].sum);
  }
  // What is free is used by whoever writes next.
  change(first, 1, &state, 10);
  assert(ask(first, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0);
  sqlite3_close(first);
}

// A database that ends just before the page that SQLite locks, and one with zeros behind its end.
static void write_at_the_edges(const char *folder) {
  char path[200], uri[300];
  snprintf(path, sizeof path, "%s/edge.db", folder);
  make_base(path, 4096, 0);
  sqlite3 *database;
  assert(sqlite3_open(path, &database) == SQLITE_OK);
  int64_t wanted = CLANES_LOCK_BYTE / 4096, pages = ask(database, "PRAGMA page_count");
  assert(pages < wanted);
  run(database, "PRAGMA journal_mode = DELETE; CREATE TABLE filler (bytes)");
  while ((pages = ask(database, "PRAGMA page_count")) < wanted) run(database, "INSERT INTO filler VALUES (zeroblob(3000))");
  assert(pages == wanted);
  sqlite3_close(database);
  int draft = open(path, O_RDWR);
  clanes *lanes = clanes_new(draft, path, -1, -1, size_of(path));
  assert(lanes && clanes_split(lanes) == 0);
  for (int lane = 1; lane <= 2; lane++) {
    snprintf(uri, sizeof uri, "file:%s?vfs=%s&lane=%d", path, clanes_vfs(lanes), lane);
    database = open_lane(uri);
    run(database, "BEGIN");
    change(database, lane, &state, 30);
    run(database, "COMMIT");
    sqlite3_close(database);
  }
  assert(clanes_join(lanes) == 0);
  clanes_free(lanes);
  assert(sqlite3_open(path, &database) == SQLITE_OK);
  assert(ask(database, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0);
  sqlite3_close(database);
  assert(ftruncate(draft, size_of(path) + 4096 * 100) == 0);
  assert(clanes_new(draft, path, -1, -1, size_of(path)) == NULL);
  close(draft);
}

// An index whose pages list each other is walked through in no time.
static void read_an_index_without_end(const char *folder) {
  char path[200], sql[100];
  snprintf(path, sizeof path, "%s/loop.db", folder);
  state = 3;
  make_base(path, 4096, 60);
  sqlite3 *database;
  assert(sqlite3_open(path, &database) == SQLITE_OK);
  run(database, "PRAGMA journal_mode = DELETE");
  snprintf(sql, sizeof sql, "SELECT rootpage FROM sqlite_schema WHERE name = 'i1'");
  int64_t root = ask(database, sql);
  sqlite3_close(database);
  uint8_t page[4096] = {2, 0, 0, 4, 0};  // an interior page of 1024 children
  int file = open(path, O_RDWR);
  for (int at = 8; at < 4096; at += 2) page[at] = 0, page[at + 1] = 8;  // each of them the page at 8
  for (int index = 0; index < 4; index++) page[8 + index] = (uint8_t)(root >> (24 - 8 * index));
  page[3] = 7, page[4] = 200;
  assert(pwrite(file, page, sizeof page, (root - 1) * 4096) == sizeof page);
  int draft = open(strcat(path, ".draft"), O_RDWR | O_CREAT, 0600);
  clanes *lanes = clanes_new(draft, path, file, -1, lseek(file, 0, SEEK_END));
  assert(lanes);
  clanes_will_read(lanes, root);
  clanes_free(lanes);
  close(draft);
  close(file);
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  int rounds = atoi(arguments[2]);
  sqlite3_initialize();
  sqlite3_test_control(SQLITE_TESTCTRL_PENDING_BYTE, CLANES_LOCK_BYTE);
  for (int round = 0; round < rounds; round++) {
    state = (uint64_t)round * 7919 + 1;
    write_in_lanes(arguments[1], round, 0);
    if (round % 20 == 0) write_in_lanes(arguments[1], round, 1);
  }
  write_at_the_edges(arguments[1]);
  read_an_index_without_end(arguments[1]);
  printf("%d\n", rounds);
  return 0;
}
