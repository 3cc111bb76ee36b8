// The peer of a bulk import: decompresses the same files and throws the result away.
//
// usage: inflate_only LIBRARY THREADS LIST    LIBRARY is isal or libdeflate; LIST has a path a line
//
// Everything that costs a decompressor time without being decompression is left out: one process,
// files taken in turn by its threads, whole files read at once, buffers used again, no output.
// ISA-L writes into a piece that stays in the cache, libdeflate needs room for the whole result.
// Checksums are verified, as any import must.

#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { max_files = 2000000, piece = 1 << 18 };

static char **paths;
static size_t path_count;
static atomic_size_t next_path;
static int uses_isal;

struct buffer {
  unsigned char *bytes;
  size_t count, capacity;
};

static void fail(const char *what, const char *path) {
  fprintf(stderr, "inflate_only: %s: %s\n", path, what);
  exit(1);
}

static void reserve(struct buffer *buffer, size_t capacity) {
  if (buffer->capacity >= capacity) return;
  free(buffer->bytes);
  buffer->bytes = malloc(capacity);
  buffer->capacity = capacity;
}

static void read_file(const char *path, struct buffer *file) {
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (descriptor < 0 || fstat(descriptor, &status)) fail("cannot be opened", path);
  reserve(file, (size_t)status.st_size);
  file->count = 0;
  ssize_t got;
  while ((got = read(descriptor, file->bytes + file->count, (size_t)status.st_size - file->count)) > 0)
    file->count += (size_t)got;
  close(descriptor);
}

static size_t inflate_isal(const char *path, struct buffer *file, unsigned char *out) {
  static _Thread_local struct inflate_state state;
  isal_inflate_init(&state);
  state.crc_flag = ISAL_GZIP;
  state.next_in = file->bytes;
  state.avail_in = (uint32_t)file->count;
  size_t total = 0;
  while (state.block_state != ISAL_BLOCK_FINISH) {
    state.next_out = out;
    state.avail_out = piece;
    if (isal_inflate(&state) != ISAL_DECOMP_OK) fail("is damaged", path);
    if (state.avail_out == piece && state.avail_in == 0) fail("ends early", path);
    total += piece - state.avail_out;
  }
  return total;
}

static size_t inflate_libdeflate(const char *path, struct buffer *file, struct buffer *out,
                                 struct libdeflate_decompressor *decompressor) {
  uint32_t size;
  memcpy(&size, file->bytes + file->count - 4, 4);
  reserve(out, size);
  size_t total;
  if (libdeflate_gzip_decompress(decompressor, file->bytes, file->count, out->bytes, size, &total))
    fail("is damaged", path);
  return total;
}

static void *work(void *context) {
  struct buffer file = {0}, whole = {0};
  unsigned char *out = malloc(piece);
  struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
  size_t total = 0;
  for (;;) {
    const size_t index = atomic_fetch_add(&next_path, 1);
    if (index >= path_count) break;
    read_file(paths[index], &file);
    total += uses_isal ? inflate_isal(paths[index], &file, out)
                       : inflate_libdeflate(paths[index], &file, &whole, decompressor);
  }
  *(size_t *)context = total;
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  uses_isal = strcmp(argv[1], "isal") == 0;
  const int threads = atoi(argv[2]);
  FILE *list = fopen(argv[3], "r");
  if (!list || threads < 1 || threads > 64) return 2;
  paths = malloc(sizeof *paths * max_files);
  char *line = 0;
  size_t room = 0;
  ssize_t length;
  while ((length = getline(&line, &room, list)) > 0 && path_count < max_files) {
    line[length - 1] = 0;
    paths[path_count++] = strdup(line);
  }
  pthread_t ids[64];
  size_t totals[64], total = 0;
  for (int n = 0; n < threads; n++) pthread_create(&ids[n], 0, work, &totals[n]);
  for (int n = 0; n < threads; n++) {
    pthread_join(ids[n], 0);
    total += totals[n];
  }
  printf("%zu\n", total);
  return 0;
}
