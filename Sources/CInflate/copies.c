// Puts literals and matches where they belong.

#include "lane.h"

#if __has_include(<isa-l/crc.h>)
#include <isa-l/crc.h>
#else
#include <isa-l.h>
#endif

#if defined(__x86_64__)
#include <immintrin.h>
#define VECTOR __attribute__((target("bmi,bmi2,avx2")))
#define ZERO_UPPER() _mm256_zeroupper()
#else
#define VECTOR
#define ZERO_UPPER()
#endif

// The extra bits of a symbol.
static inline uint32_t extra(noted symbol) {
  const uint32_t bits = symbol.entry & 63, code = symbol.entry >> 8 & 15;
  return (symbol.bits & ((1u << bits) - 1)) >> code;
}

// Lengths and distances of matches, which needs no branch: eight at a time, where the compiler sees it.
VECTOR static void find_matches(uint32_t *lengths, uint32_t *distances, const one_lane *lane, uint32_t count) {
  for (uint32_t n = 0; n < count; n++) {
    const noted length = lane->lengths.symbols[n], distance = lane->distances.symbols[n];
    const uint32_t whole = 0u - (length.entry >> 14 & 1), more = extra(length);
    const uint32_t of_both = 3 + ((length.entry >> 6 & 3) << 1) + (length.entry >> 31);
    const uint32_t far = (length.entry >> 16 & 0x7FFF) + more;
    lengths[n] = (of_both & whole) | ((3 + (length.entry >> 24) + more) & ~whole);
    distances[n] = (far & whole) | (((distance.entry >> 16) + extra(distance)) & ~whole);
  }
}

// Copies at least `count` bytes, 32 at a time.
static inline void copy_32(uint8_t *to, const uint8_t *from, size_t count) {
  for (size_t at = 0; at < count; at += 32) memcpy(to + at, from + at, 32);
}

// Copies a match that begins less than 32 bytes back, and may repeat itself.
static inline void copy_near(uint8_t *to, uint32_t distance, uint32_t length) {
  const uint8_t *from = to - distance;
  if (distance >= 16) {
    for (uint32_t at = 0; at < length; at += 16) memcpy(to + at, from + at, 16);
  } else if (distance == 1) {
    memset(to, *from, length);
  } else {
    for (uint32_t n = 0; n < length; n++) to[n] = from[n];
  }
}

VECTOR void cinflate_wrote(one_lane *lane, size_t count) {
  lane->checksum = crc32_gzip_refl(lane->checksum, lane->output + lane->written, count);
  // It leaves the upper parts of vector registers in use, which more than doubles the time of instructions
  // that do not know of them, as those of SHA-256.
  ZERO_UPPER();
  lane->length += (uint32_t)count;
  lane->written += count;
}

VECTOR void cinflate_carry_out(one_lane *lane) {
  uint8_t *const output = lane->output, *to = output + lane->written;
  uint8_t *const limit = output + window_size + output_size, *const oldest = output + lane->oldest;
  const uint32_t matches = noted_matches(lane), literals = noted_literals(lane);
  uint32_t literal = lane->next_literal, match = lane->next_match;
  lane->is_full = 0;
  uint32_t lengths[match_limit + match_slack], distances[match_limit + match_slack];
  find_matches(lengths, distances, lane, matches);
  for (; match < matches; match++) {
    const uint32_t before = (uint32_t)lane->literals_before[match], run = before - literal;
    const uint32_t length = lengths[match], distance = distances[match];
    if (__builtin_expect((size_t)(limit - to) < run + length, 0)) {
      lane->is_full = 1;
      break;
    }
    // Most are short: what is copied too much is written over.
    memcpy(to, lane->literals + literal, 32);
    if (__builtin_expect(run > 32, 0)) copy_32(to + 32, lane->literals + literal + 32, run - 32);
    to += run;
    literal = before;
    if (__builtin_expect(distance > (size_t)(to - oldest), 0)) {
      // What was noted behind it counts for nothing.
      lane->status = cinflate_bad_distance;
      lane->phase = phase_ended;
      lane->counts = 0;
      break;
    }
    if (__builtin_expect(distance < 32, 0)) {
      copy_near(to, distance, length);
    } else {
      memcpy(to, to - distance, 32);
      if (__builtin_expect(length > 32, 0)) copy_32(to + 32, to + 32 - distance, length - 32);
    }
    to += length;
  }
  if (match == matches && lane->status == cinflate_active) {
    if ((size_t)(limit - to) < literals - literal) {
      lane->is_full = 1;
    } else {
      copy_32(to, lane->literals + literal, literals - literal);
      to += literals - literal;
      // The length of a match whose distance comes yet.
      lane->lengths.symbols[0] = lane->lengths.symbols[matches];
      lane->literals_before[0] = 0;
      lane->counts = 0;
      match = literal = 0;
    }
  }
  lane->next_match = match;
  lane->next_literal = literal;
  cinflate_wrote(lane, (size_t)(to - output) - lane->written);
}

void cinflate_slide(one_lane *lane) {
  const size_t left = lane->written - lane->taken, kept = left > window_size ? left : window_size;
  if (lane->written <= kept || left > output_size / 2) return;
  const size_t moved = lane->written - kept;
  memmove(lane->output, lane->output + moved, kept);
  lane->oldest = lane->oldest > moved ? lane->oldest - moved : 0;
  lane->taken -= moved;
  lane->written -= moved;
}
