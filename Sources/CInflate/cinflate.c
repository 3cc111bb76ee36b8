// Two lanes, and what comes before and behind the symbols of their blocks.

#include "lane.h"

#include <pthread.h>
#include <stdlib.h>

int cinflate_is_supported(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  // Before Zen 3, AMD's processors deposit bits one by one.
  return __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("avx2") &&
         !__builtin_cpu_is("amdfam15h") && !__builtin_cpu_is("amdfam17h");
#else
  return 0;
#endif
}

cinflate *cinflate_new(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, cinflate_fill_tables);
  // Tables that lie in pages of their own share no lines of the cache with others.
  cinflate *const pair = aligned_alloc(4096, (sizeof *pair + 4095) & ~(size_t)4095);
  if (pair) memset(pair, 0, sizeof *pair);
  return pair;
}

void cinflate_free(cinflate *pair) { free(pair); }

void cinflate_begin(cinflate *pair, int number) {
  one_lane *const lane = &pair->lanes[number];
  lane->input_count = lane->position = 0;
  lane->is_last = 0;
  lane->counts = lane->half = 0;
  lane->phase = phase_block;
  lane->status = cinflate_active;
  lane->next_match = lane->next_literal = 0;
  lane->is_full = 0;
  lane->taken = lane->written = lane->oldest = 0;
  lane->checksum = lane->length = 0;
}

void cinflate_end(cinflate *pair, int number) {
  pair->lanes[number].status = cinflate_idle;
  pair->lanes[number].phase = phase_ended;
}

static int wants_input(const one_lane *lane) {
  return lane->status == cinflate_active && !lane->is_last &&
         lane->input_count - (size_t)(lane->position >> 3) < input_low;
}

int cinflate_wants_input(const cinflate *pair, int number) { return wants_input(&pair->lanes[number]); }

int cinflate_can_take_input(const cinflate *pair, int number) {
  const one_lane *const lane = &pair->lanes[number];
  return lane->status == cinflate_active && !lane->is_last &&
         lane->input_count - (size_t)(lane->position >> 3) <= input_size / 2;
}

uint8_t *cinflate_room(cinflate *pair, int number, size_t *room) {
  one_lane *const lane = &pair->lanes[number];
  const size_t used = (size_t)(lane->position >> 3);
  memmove(lane->input, lane->input + used, lane->input_count - used);
  lane->input_count -= used;
  lane->position &= 7;
  *room = input_size - lane->input_count;
  return lane->input + lane->input_count;
}

void cinflate_feed(cinflate *pair, int number, size_t count) {
  one_lane *const lane = &pair->lanes[number];
  lane->is_last = count == 0;
  lane->input_count += count;
  memset(lane->input + lane->input_count, 0, input_slack);
}

static void end(one_lane *lane, cinflate_status status) {
  lane->status = status;
  lane->phase = phase_ended;
}

static void copy_stored(one_lane *lane) {
  const size_t at = (size_t)(lane->position >> 3), given = lane->input_count - at;
  size_t count = window_size + output_size - lane->written;
  lane->is_full = count == 0 && lane->stored > 0;
  if (count > lane->stored) count = lane->stored;
  if (count > given) count = given;
  memcpy(lane->output + lane->written, lane->input + at, count);
  cinflate_wrote(lane, count);
  lane->position += 8 * count;
  lane->stored -= (uint32_t)count;
  if (lane->stored == 0) lane->phase = lane->is_last_block ? phase_trailer : phase_block;
  else if (lane->is_last && count == given && !lane->is_full) end(lane, cinflate_truncated);
}

static void check_trailer(one_lane *lane) {
  lane->position = (lane->position + 7) & ~7ull;
  const uint32_t checksum = take_bits(lane, 32), length = take_bits(lane, 32);
  if (!is_inside(lane)) end(lane, cinflate_truncated);
  else if (checksum != lane->checksum || length != lane->length) end(lane, cinflate_bad_checksum);
  else end(lane, cinflate_done);
}

// Whether the lane can go on; what is no symbol of a block is dealt with on the way.
static int is_ready(one_lane *lane) {
  while (lane->phase != phase_ended) {
    if (lane->is_full) {
      cinflate_slide(lane);
      if (lane->counts) cinflate_carry_out(lane);
      else lane->is_full = lane->written == window_size + output_size;
      if (lane->is_full) return 0;
      continue;
    }
    if (wants_input(lane)) return 0;
    switch (lane->phase) {
      case phase_block: cinflate_read_block(lane); break;
      case phase_stored: copy_stored(lane); break;
      case phase_trailer: check_trailer(lane); break;
      case phase_broken: end(lane, lane->damage); break;
      default: return 1;
    }
  }
  return 0;
}

// Goes on where symbols cannot be noted in turns: carries out what was noted when the lists are full, or the
// block has ended, and otherwise notes symbols one by one.
static void step(one_lane *lane) {
  // Behind the last turn few bytes are left.
  while (lane->phase == phase_codes && noted_matches(lane) < match_limit && noted_literals(lane) < literal_limit) {
    if (cinflate_can_note(lane) || wants_input(lane)) return;
    cinflate_note_symbol(lane);
  }
  cinflate_carry_out(lane);
}

void cinflate_run(cinflate *pair, int number) {
  one_lane *const lanes = pair->lanes, *const lane = &lanes[number], *const other = &lanes[1 - number];
  const uint32_t length = lane->length;
  while (is_ready(lane)) {
    const int both = is_ready(other);
    // One alone is slower: what it has is enough until the other one's output is taken, or another stream
    // takes its place.
    if (!both && (wants_input(other) || (other->status != cinflate_idle && lane->length != length))) return;
    if (!cinflate_can_note(lane)) {
      step(lane);
    } else if (!both) {
      cinflate_note_one(lane);
      step(lane);
    } else if (!cinflate_can_note(other)) {
      step(other);
    } else {
      step(&lanes[cinflate_note_both(&lanes[0], &lanes[1])]);
    }
  }
}

const uint8_t *cinflate_output(const cinflate *pair, int number, size_t *count) {
  const one_lane *const lane = &pair->lanes[number];
  *count = lane->written - lane->taken;
  return lane->output + lane->taken;
}

void cinflate_take(cinflate *pair, int number, size_t count) { pair->lanes[number].taken += count; }

int cinflate_return(cinflate *pair, int number, size_t count) {
  one_lane *const lane = &pair->lanes[number];
  if (count > lane->taken) return 0;
  lane->taken -= count;
  return 1;
}

cinflate_status cinflate_state(const cinflate *pair, int number) { return pair->lanes[number].status; }

const uint8_t *cinflate_rest(const cinflate *pair, int number, size_t *count) {
  const one_lane *const lane = &pair->lanes[number];
  const size_t at = (size_t)(lane->position >> 3);
  *count = lane->input_count - at;
  return lane->input + at;
}
