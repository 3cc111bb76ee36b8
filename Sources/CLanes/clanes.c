#define _GNU_SOURCE
#include "clanes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif
#include <unistd.h>

#include "lanes.h"

uint32_t get32(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

void put32(uint8_t *bytes, uint32_t value) {
  for (int index = 0; index < 4; index++) bytes[index] = (uint8_t)(value >> (24 - 8 * index));
}

int read_all(int file, uint8_t *bytes, size_t count, off_t offset) {
  while (count > 0) {
    ssize_t done = pread(file, bytes, count, offset);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return errno;
    if (done == 0) return at_end;
    bytes += done, offset += done, count -= (size_t)done;
  }
  return 0;
}

int write_all(int file, const uint8_t *bytes, size_t count, off_t offset) {
  while (count > 0) {
    ssize_t done = pwrite(file, bytes, count, offset);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return errno;
    bytes += done, offset += done, count -= (size_t)done;
  }
  return 0;
}

uint32_t lock_page(const clanes *lanes) { return CLANES_LOCK_BYTE / lanes->page_size + 1; }

off_t offset_of(const clanes *lanes, uint32_t page) { return (off_t)(page - 1) * lanes->page_size; }

int write_direct(clanes *lanes, const uint8_t *bytes, size_t count, off_t offset) {
  if (lanes->direct >= 0) {
    int error = write_all(lanes->direct, bytes, count, offset);
    if (error != EINVAL) return error;
  }
  return write_all(lanes->draft, bytes, count, offset);
}

#ifdef __linux__
// Whether the file system sees to it that who reads through the system's memory gets what was written past
// it at the same time: ext4 and XFS let one of the two write at a time.
static int keeps_memory_and_file_alike(int file) {
  struct statfs system;
  return fstatfs(file, &system) == 0 && (system.f_type == 0xEF53 || system.f_type == 0x58465342);
}
#endif

static uint32_t smaller(uint32_t one, uint32_t other) { return one < other ? one : other; }

clanes *clanes_new(int draft, const char *path, int base, int base_direct, int64_t size) {
  clanes *lanes = calloc(1, sizeof *lanes);
  uint8_t head[at_schema];
  if (lanes == NULL) return NULL;
  pthread_mutex_init(&lanes->mutex, NULL);
  pthread_cond_init(&lanes->moved_on, NULL);
  lanes->draft = draft;
  lanes->base = base;
  lanes->direct = lanes->direct_base = -1;
  lanes->copied_piece = -1;
  lanes->ahead = -1;
  int error = read_all(base >= 0 ? base : draft, head, sizeof head, 0);
  if (error == at_end) error = EINVAL;
  if (error == 0) {
    lanes->page_size = (uint32_t)head[at_page_size] << 8 | head[at_page_size + 1];
    if (lanes->page_size == 1) lanes->page_size = 65536;
    uint32_t power = lanes->page_size;
    // Pages that are moved to fill gaps would be listed by their parents, in pages that lanes share; and the
    // file must be as long as its header says.
    if (power < 512 || (power & (power - 1)) || size % power || size / power >= page_limit / 2 ||
        get32(head + at_vacuum) || get32(head + at_page_count) != size / power ||
        get32(head + at_changes) != get32(head + at_valid_for))
      error = EINVAL;
  }
  if (error == 0) {
    lanes->split_pages = (uint32_t)(size / lanes->page_size);
    lanes->first_pages = lanes->split_pages;
    lanes->base_pages = base >= 0 ? lanes->split_pages : 0;
    lanes->owners = calloc(lanes->split_pages + room_for_changes + 1, 1);
    if (lanes->owners == NULL) error = ENOMEM;
    else if (base >= 0 && ftruncate(draft, size)) error = errno;
  }
  if (error == 0) {
#if defined O_DIRECT && defined __linux__
    // What is written need not pass through the system's memory, which others have a use for.
    if (lanes->page_size % 4096 == 0 && keeps_memory_and_file_alike(draft)) {
      lanes->direct = open(path, O_WRONLY | O_DIRECT | O_CLOEXEC);
      lanes->direct_base = base_direct;
    }
#else
    (void)path, (void)base_direct;
#endif
    error = register_vfs(lanes);
    if (error == 0) return lanes;
  }
  clanes_free(lanes);
  errno = error;
  return NULL;
}

void clanes_stop(clanes *lanes) { lanes->is_stopped = 1; }

void clanes_free(clanes *lanes) {
  if (lanes == NULL) return;
  clanes_stop(lanes);
  if (lanes->is_copying) pthread_join(lanes->copier, NULL);
  finish_blocks(lanes);
  if (lanes->system) sqlite3_vfs_unregister(&lanes->vfs);
  if (lanes->direct >= 0) close(lanes->direct);
  free_blocks(lanes);
  free(lanes->at_hand);
  for (int lane = 0; lane < lane_limit; lane++) free(lanes->pages[lane]);
  free(lanes->owners);
  free(lanes->stretches);
  pthread_cond_destroy(&lanes->moved_on);
  pthread_mutex_destroy(&lanes->mutex);
  free(lanes);
}

const char *clanes_vfs(const clanes *lanes) { return lanes->name; }

// Each lane leaves up to two of them, which should be little beside the store; and a page lists so many.
static void set_stretches(clanes *lanes, uint32_t usable_size) {
  uint32_t limit = smaller(smaller(stretch_limit, usable_size / 4 - 8), piece_size / lanes->page_size);
  uint32_t wanted = smaller(lanes->split_pages / 256 + 4, limit);
  // The page that nobody may use is the first of none; its place has not all numbers up to 16 as divisors.
  lanes->stretch_pages = wanted;
  while (is_first_of_stretch(lanes, lock_page(lanes)) && lanes->stretch_pages < limit) lanes->stretch_pages++;
  if (is_first_of_stretch(lanes, lock_page(lanes))) lanes->stretch_pages = wanted;
  while (is_first_of_stretch(lanes, lock_page(lanes))) lanes->stretch_pages--;
}

int clanes_split(clanes *lanes) {
  uint8_t *first = malloc(lanes->page_size);
  if (first == NULL) return ENOMEM;
  int error = read_page(lanes, 0, 1, first) == SQLITE_OK ? 0 : EIO;
  uint32_t pages = error ? 0 : get32(first + at_page_count);
  if (error == 0 && pages > lanes->split_pages + room_for_changes) error = EFBIG;
  if (error == 0) {
    // The page that nobody may use is in no stretch of its own.
    lanes->split_pages = pages + 1 == lock_page(lanes) ? pages + 1 : pages;
    set_stretches(lanes, lanes->page_size - first[at_reserved]);
  }
  lanes->pages[0] = first;
  for (int lane = 1; lane < lane_limit && error == 0; lane++) {
    uint8_t *own = lanes->pages[lane] = malloc(lanes->page_size);
    uint32_t trunk = add_stretch(lanes, lane);
    if (own == NULL || trunk == 0) {
      error = ENOMEM;
      break;
    }
    memcpy(own, first, lanes->page_size);
    put32(own + at_page_count, page_limit);
    put32(own + at_free_trunk, trunk);
    put32(own + at_free_count, page_limit / 2);
  }
  if (error == 0) begin_blocks(lanes);
  return error;
}

// Gives the draft the length that its header says, when lane 0 alone has written it.
static int join_nothing(clanes *lanes, uint8_t *bytes) {
  if (read_page(lanes, 0, 1, bytes) != SQLITE_OK) return EIO;
  return ftruncate(lanes->draft, offset_of(lanes, get32(bytes + at_page_count) + 1)) ? errno : 0;
}

int clanes_join(clanes *lanes) {
  uint8_t *whole = lanes->pages[0], *bytes = malloc(lanes->page_size);
  if (bytes == NULL) return ENOMEM;
  if (whole == NULL) {
    int error = join_nothing(lanes, bytes);
    free(bytes);
    return error;
  }
  int error = finish_blocks(lanes);
  if (lanes->conflict) error = EBUSY;
  uint32_t next = get32(whole + at_free_trunk), count = get32(whole + at_free_count);
  for (int lane = 1; lane < lane_limit && error == 0; lane++) {
    const uint8_t *own = lanes->pages[lane];
    // Neither lane may have changed the schema, of which this page holds the beginning.
    if (memcmp(own + at_free_count + 4, whole + at_free_count + 4, at_valid_for - at_free_count - 4) ||
        memcmp(own + at_schema, whole + at_schema, lanes->page_size - at_schema))
      error = EBUSY;
    else error = free_rest(lanes, lane, &next, &count, bytes);
  }
  uint32_t pages = lanes->split_pages + lanes->stretch_count * lanes->stretch_pages;
  if (error == 0) {
    uint32_t changes = get32(whole + at_changes) + 1;
    put32(whole + at_changes, changes);
    put32(whole + at_valid_for, changes);
    put32(whole + at_page_count, pages);
    put32(whole + at_free_trunk, next);
    put32(whole + at_free_count, count);
    error = write_all(lanes->draft, whole, lanes->page_size, 0);
  }
  if (error == 0 && ftruncate(lanes->draft, offset_of(lanes, pages + 1))) error = errno;
  free(bytes);
  return error;
}
