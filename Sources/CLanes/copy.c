// Copies the base into the draft, and reads ahead what is merged into it.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#ifdef __linux__
#include <sys/sendfile.h>
#endif
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lanes.h"

int clanes_open_direct(const char *path) {
#ifdef O_DIRECT
  return open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
#else
  return (void)path, -1;
#endif
}

// Whether the system has a piece of a file in its memory.
static int is_cached(int file, off_t offset, size_t count) {
  unsigned char pages[piece_size / 4096];
  void *piece = mmap(NULL, count, PROT_READ, MAP_SHARED, file, offset);
  if (piece == MAP_FAILED) return 0;
  int is_there = mincore(piece, count, (void *)pages) == 0;
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  for (size_t index = 0; is_there && index * page < count; index++) is_there = pages[index] & 1;
  munmap(piece, count);
  return is_there;
}

// Reads from the base what the system has in its memory, the rest without leaving it there: others have a
// use for that, and hardly a page is needed again. `is_left` says whether it is there.
static int read_base(clanes *lanes, uint8_t *bytes, size_t count, off_t offset, int *is_left) {
  *is_left = lanes->direct_base < 0 || is_cached(lanes->base, offset, count);
  if (!*is_left && read_all(lanes->direct_base, bytes, count, offset) == 0) return 0;
  *is_left = 1;
  return read_all(lanes->base, bytes, count, offset);
}

// The pages of a piece that lanes will read, once more and through the system's memory; the lanes write most
// of them anyway.
static int leave_at_hand(clanes *lanes, const uint8_t *bytes, uint32_t first, uint32_t end) {
  for (uint32_t page = first; page < end; page++) {
    if (lanes->at_hand[page] != 1 || lanes->owners[page] != 0) continue;
    const uint8_t *place = bytes + (size_t)(page - first) * lanes->page_size;
    int error = write_all(lanes->draft, place, lanes->page_size, offset_of(lanes, page));
    if (error) return error;
    pthread_mutex_lock(&lanes->mutex);
    lanes->at_hand[page] = 2;
    pthread_mutex_unlock(&lanes->mutex);
  }
  return 0;
}

// Notes the leaves below a page of an index, of which those in the middle list the ones below them.
static void note_leaves(clanes *lanes, uint32_t page, int depth, uint8_t *bytes) {
  enum { interior_index = 2, leaf_index = 10, deepest = 8 };
  uint8_t below;
  // Each page once: in a damaged store they may list each other.
  if (page < 2 || page > lanes->base_pages || depth > deepest || lanes->at_hand[page]) return;
  lanes->at_hand[page] = 3;
  if (read_page(lanes, 0, page, bytes) != SQLITE_OK || bytes[0] != interior_index) return;
  uint32_t count = (uint32_t)bytes[3] << 8 | bytes[4];
  if (12 + 2 * count > lanes->page_size) return;
  uint32_t *children = malloc((count + 1) * sizeof *children);
  if (children == NULL) return;
  for (uint32_t index = 0; index < count; index++) {
    uint32_t cell = (uint32_t)bytes[12 + 2 * index] << 8 | bytes[13 + 2 * index];
    children[index] = cell + 4 <= lanes->page_size ? get32(bytes + cell) : 0;
  }
  children[count] = get32(bytes + 8);
  uint32_t last = children[count];
  // All leaves lie at the same depth.
  int is_lowest = last > 1 && last <= lanes->base_pages &&
                  read_all(lanes->base, &below, 1, offset_of(lanes, last)) == 0 && below == leaf_index;
  for (uint32_t index = 0; index <= count; index++) {
    uint32_t child = children[index];
    if (!is_lowest) note_leaves(lanes, child, depth + 1, bytes);
    else if (child > 1 && child <= lanes->base_pages) lanes->at_hand[child] = 1;
  }
  free(children);
}

void clanes_will_read(clanes *lanes, int64_t root) {
  if (lanes->base_pages == 0 || root < 2 || root > lanes->base_pages) return;
  if (lanes->at_hand == NULL) lanes->at_hand = calloc(lanes->base_pages + 1, 1);
  uint8_t *bytes = malloc(lanes->page_size);
  if (lanes->at_hand && bytes) note_leaves(lanes, (uint32_t)root, 0, bytes);
  free(bytes);
}

static int copy_piece(clanes *lanes, int64_t piece, uint8_t *bytes) {
  off_t start = piece * piece_size, size = offset_of(lanes, lanes->base_pages + 1);
  size_t count = (size_t)(size - start < piece_size ? size - start : piece_size);
  int is_left, error = read_base(lanes, bytes, count, start, &is_left);
  if (error) return error;
  uint32_t first = (uint32_t)(start / lanes->page_size) + 1, end = first + (uint32_t)(count / lanes->page_size);
  // No page of the piece becomes a lane's own while it is being copied.
  pthread_mutex_lock(&lanes->mutex);
  lanes->copied_piece = piece;
  pthread_mutex_unlock(&lanes->mutex);
  for (uint32_t page = first; page < end && error == 0;) {
    uint32_t run = page;
    while (run < end && lanes->owners[run] == 0) run++;
    off_t from = offset_of(lanes, page);
    if (run > page) error = write_direct(lanes, bytes + (from - start), (size_t)(run - page) * lanes->page_size, from);
    for (page = run; page < end && lanes->owners[page] != 0;) page++;
  }
  if (error == 0 && !is_left && lanes->at_hand) error = leave_at_hand(lanes, bytes, first, end);
  pthread_mutex_lock(&lanes->mutex);
  lanes->copied_piece = -1;
  pthread_cond_broadcast(&lanes->moved_on);
  pthread_mutex_unlock(&lanes->mutex);
  return error;
}

// Reads a piece into the system's memory; whatever is wrong with it, the lanes will find. On Linux nothing
// is copied: `nowhere` is /dev/null.
static void read_ahead(int file, int nowhere, uint8_t *bytes, off_t offset, off_t size) {
  size_t count = (size_t)(size - offset < piece_size ? size - offset : piece_size);
  if (is_cached(file, offset, count)) return;
#ifdef __linux__
  off_t place = offset, end = offset + (off_t)count;
  while (nowhere >= 0 && place < end && sendfile(nowhere, file, &place, (size_t)(end - place)) > 0) {}
  if (place == end) return;
#else
  (void)nowhere;
#endif
  read_all(file, bytes, count, offset);
}

static void *copy(void *context) {
  clanes *lanes = context;
  off_t size = offset_of(lanes, lanes->base_pages + 1);
  struct stat status = {.st_size = 0};
  if (lanes->ahead >= 0 && fstat(lanes->ahead, &status)) status.st_size = 0;
  uint8_t *bytes = aligned_alloc(4096, piece_size);
  int error = bytes ? 0 : ENOMEM;
  // The lanes would wait for what they read; for what is copied nobody does.
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  for (off_t ahead = 0; error == 0 && ahead < status.st_size && !lanes->is_stopped; ahead += piece_size)
    read_ahead(lanes->ahead, nowhere, bytes, ahead, status.st_size);
  if (nowhere >= 0) close(nowhere);
  for (int64_t piece = 0; error == 0 && piece * piece_size < size; piece++)
    error = lanes->is_stopped ? ECANCELED : copy_piece(lanes, piece, bytes);
  if (error == at_end) error = EIO;
  free(bytes);
  // The lanes need not go on for nothing.
  if (error) clanes_stop(lanes);
  pthread_mutex_lock(&lanes->mutex);
  lanes->copied = 1;
  lanes->copy_error = error;
  pthread_cond_broadcast(&lanes->moved_on);
  pthread_mutex_unlock(&lanes->mutex);
  return NULL;
}

int clanes_start(clanes *lanes, int ahead) {
  lanes->ahead = ahead;
  int error = pthread_create(&lanes->copier, NULL, copy, lanes);
  lanes->is_copying = error == 0;
  return error;
}

int clanes_wait(clanes *lanes, int milliseconds) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += (long)milliseconds * 1000000;
  until.tv_sec += until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  pthread_mutex_lock(&lanes->mutex);
  while (!lanes->copied && pthread_cond_timedwait(&lanes->moved_on, &lanes->mutex, &until) != ETIMEDOUT) {}
  int result = lanes->copied ? lanes->copy_error : -1;
  pthread_mutex_unlock(&lanes->mutex);
  return result;
}
