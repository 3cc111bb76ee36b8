// The free pages behind the store that the lanes are given.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lanes.h"

stretch *stretch_at(clanes *lanes, uint32_t page) {
  uint32_t index = (page - lanes->split_pages - 1) / lanes->stretch_pages;
  return index < lanes->stretch_count ? lanes->stretches + index : NULL;
}

int is_first_of_stretch(const clanes *lanes, uint32_t page) {
  return page > lanes->split_pages && (page - lanes->split_pages - 1) % lanes->stretch_pages == 0;
}

uint32_t add_stretch(clanes *lanes, int lane) {
  uint64_t first = lanes->split_pages + 1 + (uint64_t)lanes->stretch_count * lanes->stretch_pages;
  if (first + lanes->stretch_pages > page_limit) return 0;
  if (lanes->stretch_count == lanes->stretch_room) {
    uint32_t room = lanes->stretch_room ? 2 * lanes->stretch_room : 64;
    stretch *more = realloc(lanes->stretches, room * sizeof *more);
    if (more == NULL) return 0;
    lanes->stretches = more;
    lanes->stretch_room = room;
  }
  lanes->stretches[lanes->stretch_count++] = (stretch){.lane = (uint8_t)lane};
  return (uint32_t)first;
}

void list_stretch(const clanes *lanes, uint32_t first, uint32_t next, uint8_t *bytes) {
  memset(bytes, 0, lanes->page_size);
  put32(bytes, next);
  uint32_t count = 0;
  for (uint32_t page = first + 1; page < first + lanes->stretch_pages; page++)
    if (page != lock_page(lanes)) put32(bytes + 8 + 4 * count++, page);
  put32(bytes + 4, count);
}

int read_stretch(clanes *lanes, int lane, uint32_t page, uint8_t *bytes, int *code) {
  int found = 0;
  *code = SQLITE_OK;
  pthread_mutex_lock(&lanes->mutex);
  stretch *mine = stretch_at(lanes, page);
  if (mine == NULL || mine->lane != lane) {
    lanes->conflict = 1;
    *code = SQLITE_IOERR_READ;
    found = 1;
  } else if (!mine->is_used) {
    if (mine->next == 0) {
      uint32_t next = add_stretch(lanes, lane);
      mine = stretch_at(lanes, page);  // the list may have moved
      mine->next = next;
    }
    if (mine->next == 0) *code = SQLITE_FULL;
    else list_stretch(lanes, page, mine->next, bytes);
    found = 1;
  }
  pthread_mutex_unlock(&lanes->mutex);
  return found;
}

int free_rest(clanes *lanes, int lane, uint32_t *next, uint32_t *count, uint8_t *bytes) {
  uint32_t trunk = get32(lanes->pages[lane] + at_free_trunk), first = trunk;
  for (;;) {
    int is_last = 0;
    stretch *mine = is_first_of_stretch(lanes, trunk) ? stretch_at(lanes, trunk) : NULL;
    if (mine && mine->lane == lane && !mine->is_used && mine->next == 0) {
      // The one that SQLite never asked for.
      list_stretch(lanes, trunk, 0, bytes);
      is_last = 1;
    } else if (read_page(lanes, lane, trunk, bytes) != SQLITE_OK) {
      return EIO;
    }
    uint32_t following = get32(bytes);
    *count += 1 + get32(bytes + 4);
    if (is_last) put32(bytes, *next);
    int error = write_all(lanes->draft, bytes, lanes->page_size, offset_of(lanes, trunk));
    if (error) return error;
    if (is_last) break;
    trunk = following;
  }
  *next = first;
  return 0;
}
