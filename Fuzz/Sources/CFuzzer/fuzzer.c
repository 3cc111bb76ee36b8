#include "CFuzzer.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

void cfuzzer_fail(const char *reason) {
  fprintf(stderr, "does not hold: %s\n", reason);
  abort();
}

#if defined(__GLIBC__)
// The C library's own functions behind the ones that the sanitizer takes over.
extern void *__libc_malloc(size_t);
extern void __libc_free(void *);
extern void *__libc_realloc(void *, size_t);

// The size stands in front of each block.
enum { header = 16 };

static void *allocate(int count) {
  char *block = __libc_malloc((size_t)count + header);
  if (!block) return NULL;
  *(int *)block = count;
  return block + header;
}

static void release(void *at) {
  if (at) __libc_free((char *)at - header);
}

static void *resize(void *at, int count) {
  char *block = __libc_realloc((char *)at - header, (size_t)count + header);
  if (!block) return NULL;
  *(int *)block = count;
  return block + header;
}

static int size(void *at) { return at ? *(int *)((char *)at - header) : 0; }
static int round_up(int count) { return (count + 15) & ~15; }
static int start(void *context) { return context ? SQLITE_ERROR : SQLITE_OK; }
static void stop(void *context) { (void)context; }

void cfuzzer_hurry_sqlite(void) {
  static const sqlite3_mem_methods methods = {allocate, release, resize, size,
                                              round_up, start,   stop,   NULL};
  sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
}
#else
void cfuzzer_hurry_sqlite(void) {}
#endif
