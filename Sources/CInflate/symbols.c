// Notes the symbols of blocks, those of two lanes in turns.
//
// Nothing here depends on what a symbol is, but for those that no table holds: whether a code of lengths or
// one of distances comes next is an offset, and each turn writes to all three lists, of which those parts
// count that the next turn does not write over. So there is no branch to be guessed wrong. The turns of both
// lanes are written out beside each other, since the processor has to find them within its window of
// some 300 instructions. What a turn keeps of a lane fits into four registers.

#include "lane.h"

#include <stddef.h>

#if defined(__x86_64__)
#include <immintrin.h>

#define VECTOR __attribute__((target("bmi,bmi2,avx2,tune=znver3")))

typedef struct {
  uint64_t position, bits, counts;
  char *half; // the part of the lane whose codes come next
} cursor;

#define LOAD(cursor, lane)                                                                         \
  ((cursor).position = (lane)->position, (cursor).counts = (lane)->counts,                         \
   (cursor).half = (char *)(lane) + (lane)->half)
#define SAVE(cursor, lane)                                                                         \
  ((lane)->position = (cursor).position, (lane)->counts = (cursor).counts,                         \
   (lane)->half = (uint64_t)((cursor).half - (char *)(lane)))

#define BITS_AT(cursor, base)                                                                      \
  (load((const uint8_t *)(base) + offsetof(one_lane, input) + ((cursor).position >> 3)) >>             \
   ((cursor).position & 7))
#define LOOK_UP(cursor, entry)                                                                     \
  memcpy(&(entry), (cursor).half + ((cursor).bits & (table_size - 1)) * sizeof(uint32_t),          \
         sizeof(uint32_t))

// Writes down a symbol at the cursor, and moves on what counts symbols.
#define NOTE(cursor, entry, base)                                                                  \
  do {                                                                                             \
    const uint32_t literals = (uint32_t)(cursor).counts;                                           \
    const uint64_t matches = (cursor).counts >> 32;                                                \
    const uint16_t two = (uint16_t)((entry) >> 16);                                                \
    const uint32_t low = (uint32_t)(cursor).bits;                                                  \
    memcpy((base) + offsetof(one_lane, literals) + literals, &two, sizeof two);                        \
    char *const place = (cursor).half + matches + offsetof(one_lane, lengths.symbols);                 \
    memcpy(place, &(entry), sizeof(uint32_t));                                                     \
    memcpy(place + sizeof(uint32_t), &low, sizeof low);                                            \
    (cursor).counts += _pdep_u64((entry) >> 12, 3 | (uint64_t)counts_match << 32);                 \
    const uint32_t before = (uint32_t)(cursor).counts;                                             \
    memcpy((base) + matches + offsetof(one_lane, literals_before), &before, sizeof before);        \
    (cursor).half = (base) + ((entry) & distance_offset);                                          \
  } while (0)

// A turn has two symbols of a lane. While the second one is looked up in the bits that are left, the bits
// from there on are loaded.
#define FIRST(cursor, entry, next, base, otherwise)                                                \
  if (__builtin_expect((entry) == 0, 0)) goto otherwise;                                           \
  NOTE(cursor, entry, base);                                                                       \
  (cursor).position += (entry) & 63;                                                               \
  next = BITS_AT(cursor, base);                                                                    \
  (cursor).bits >>= (entry) & 63;
#define SECOND(cursor, entry, next, base, otherwise)                                               \
  if (__builtin_expect((entry) == 0, 0)) goto otherwise;                                           \
  (cursor).bits = next;                                                                            \
  NOTE(cursor, entry, base);                                                                       \
  (cursor).position += (entry) & 63;                                                               \
  (cursor).bits = next >> ((entry) & 63);

#define CAN_NOTE(cursor, end)                                                                      \
  ((cursor).position < (end) && (cursor).counts >> 35 < match_limit &&                             \
   (uint32_t)(cursor).counts < literal_limit)

// Bits in which a turn may begin.
static uint64_t turns_end(const one_lane *lane) {
  return lane->input_count < turn_bytes ? 0 : 8 * (uint64_t)(lane->input_count - turn_bytes);
}

int cinflate_can_note(const one_lane *lane) { return CAN_NOTE(*lane, turns_end(lane)); }

// Notes symbols in turns; gives the lane that cannot go on so, plus 2 where its next symbol is none of a table.
// It calls nothing, so that no register is kept for a frame.
VECTOR __attribute__((noinline)) static int turns_of_both(one_lane *first, one_lane *second) {
  cursor a, b;
  char *const base_a = (char *)first, *const base_b = (char *)second;
  const uint64_t end_a = turns_end(first), end_b = turns_end(second);
  uint64_t next_a, next_b;
  uint32_t entry_a, entry_b;
  LOAD(a, first);
  LOAD(b, second);
  a.bits = BITS_AT(a, base_a);
  b.bits = BITS_AT(b, base_b);
  int stopped = 0;
  for (;;) {
    if (!CAN_NOTE(a, end_a)) break;
    if (!CAN_NOTE(b, end_b)) {
      stopped = 1;
      break;
    }
#define TURN                                                                                       \
  LOOK_UP(a, entry_a);                                                                             \
  LOOK_UP(b, entry_b);                                                                             \
  FIRST(a, entry_a, next_a, base_a, other_a)                                                       \
  LOOK_UP(a, entry_a);                                                                             \
  FIRST(b, entry_b, next_b, base_b, other_b)                                                       \
  LOOK_UP(b, entry_b);                                                                             \
  SECOND(a, entry_a, next_a, base_a, other_a)                                                      \
  SECOND(b, entry_b, next_b, base_b, other_b)
    TURN TURN
#undef TURN
  }
  goto done;
other_a:
  stopped = 2;
  goto done;
other_b:
  stopped = 3;
done:
  SAVE(a, first);
  SAVE(b, second);
  return stopped;
}

int cinflate_note_both(one_lane *first, one_lane *second) {
  for (;;) {
    const int stopped = turns_of_both(first, second);
    if (stopped < 2) return stopped;
    if (!cinflate_note_symbol(stopped == 2 ? first : second)) return stopped - 2;
  }
}

VECTOR void cinflate_note_one(one_lane *lane) {
  cursor a;
  char *const base = (char *)lane;
  const uint64_t end = turns_end(lane);
  uint64_t next;
  uint32_t entry;
again:
  LOAD(a, lane);
  a.bits = BITS_AT(a, base);
  while (CAN_NOTE(a, end)) {
#define TURN                                                                                       \
  LOOK_UP(a, entry);                                                                               \
  FIRST(a, entry, next, base, other)                                                               \
  LOOK_UP(a, entry);                                                                               \
  SECOND(a, entry, next, base, other)
    TURN TURN
#undef TURN
  }
  SAVE(a, lane);
  return;
other:
  SAVE(a, lane);
  if (cinflate_note_symbol(lane)) goto again;
}
#else
int cinflate_can_note(const one_lane *lane) { return (void)lane, 0; }
int cinflate_note_both(one_lane *first, one_lane *second) { return (void)first, (void)second, 0; }
void cinflate_note_one(one_lane *lane) { (void)lane; }
#endif

int cinflate_note_symbol(one_lane *lane) {
  const uint32_t bits = (uint32_t)peek(lane), match = noted_matches(lane);
  const int is_distance = lane->half != 0;
  unsigned used = 0;
  int symbol = cinflate_symbol(is_distance ? &lane->distance_codes : &lane->length_codes, bits, &used);
  uint32_t value = 0;
  int is_known = symbol >= 0;
  if (is_distance && is_known) {
    is_known = symbol < 30;
    if (is_known) {
      const unsigned extra = cinflate_distance_extra[symbol];
      value = cinflate_distance_base[symbol] + (bits >> used & ((1u << extra) - 1));
      used += extra;
    }
  } else if (symbol > 256) {
    symbol -= 257;
    is_known = symbol < 29;
    if (is_known) {
      const unsigned extra = cinflate_length_extra[symbol];
      value = cinflate_length_base[symbol] + (bits >> used & ((1u << extra) - 1));
      used += extra;
    }
    symbol += 257;
  }
  if (!is_known || lane->position + used > 8 * (uint64_t)lane->input_count) {
    // A code that goes on behind the input may have looked like none.
    const int is_short = lane->position + 15 > 8 * (uint64_t)lane->input_count;
    lane->damage = is_short ? cinflate_truncated : cinflate_bad_symbol;
    lane->phase = phase_broken;
    return 0;
  }
  lane->position += used;
  if (is_distance) {
    lane->distances.symbols[match] = (noted){value << 16 | entry_distance, 0};
    lane->counts += (uint64_t)counts_match << 32;
    lane->half = 0;
  } else if (symbol < 256) {
    lane->literals[noted_literals(lane)] = (uint8_t)symbol;
    lane->counts++;
  } else if (symbol == 256) {
    lane->phase = lane->is_last_block ? phase_trailer : phase_block;
    return 0;
  } else {
    lane->lengths.symbols[match] = (noted){(value - 3) << 24 | entry_length, 0};
    lane->literals_before[match] = noted_literals(lane);
    lane->half = distance_offset;
  }
  return 1;
}
