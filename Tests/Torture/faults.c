// Makes the Nth write, flush or truncation of the store fail, also of the files beside it.
//
// FAULTS_IN names the store, FAULTS_AT the call, FAULTS_ERROR is EIO or ENOSPC, FAULTS_LAST=1 makes
// every later call fail too. FAULTS_REPORT names a file that gets the number of calls at the end.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long calls;

static int is_store(int descriptor) {
  const char *store = getenv("FAULTS_IN");
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t count = readlink(link, path, sizeof path - 1);
  if (!store || count <= 0) return 0;
  path[count] = 0;
  return strncmp(path, store, strlen(store)) == 0;
}

/// Whether this call is one to fail; sets errno.
static int fails(int descriptor) {
  if (!is_store(descriptor)) return 0;
  const long call = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
  const char *at = getenv("FAULTS_AT"), *error = getenv("FAULTS_ERROR"), *last = getenv("FAULTS_LAST");
  if (!at) return 0;
  const long chosen = atol(at);
  if (call != chosen && !(call > chosen && last && *last == '1')) return 0;
  errno = error && strcmp(error, "ENOSPC") == 0 ? ENOSPC : EIO;
  return 1;
}

__attribute__((destructor)) static void report(void) {
  const char *path = getenv("FAULTS_REPORT");
  FILE *file = path && !getenv("FAULTS_AT") ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%ld\n", calls);
  fclose(file);
}

#define NEXT(name, ...)                                                                            \
  static __typeof__(name) *next;                                                                   \
  if (!next) next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name);                                   \
  return next(__VA_ARGS__)

ssize_t write(int d, const void *bytes, size_t count) {
  if (fails(d)) return -1;
  NEXT(write, d, bytes, count);
}
ssize_t pwrite(int d, const void *bytes, size_t count, off_t at) {
  if (fails(d)) return -1;
  NEXT(pwrite, d, bytes, count, at);
}
ssize_t pwrite64(int d, const void *bytes, size_t count, off64_t at) {
  if (fails(d)) return -1;
  NEXT(pwrite64, d, bytes, count, at);
}
int fsync(int d) {
  if (fails(d)) return -1;
  NEXT(fsync, d);
}
int fdatasync(int d) {
  if (fails(d)) return -1;
  NEXT(fdatasync, d);
}
int ftruncate(int d, off_t count) {
  if (fails(d)) return -1;
  NEXT(ftruncate, d, count);
}
int ftruncate64(int d, off64_t count) {
  if (fails(d)) return -1;
  NEXT(ftruncate64, d, count);
}
