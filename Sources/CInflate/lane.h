// What the parts of the decoder share.
#ifndef CINFLATE_LANE_H
#define CINFLATE_LANE_H
#include "CInflate.h"

#include <string.h>

enum {
  table_bits = 10,           // codes that are looked up at once
  table_size = 1 << table_bits,
  match_limit = 768,         // matches that are noted before they are carried out
  match_slack = 8,           // and how many more one turn may add
  literal_limit = 4096,      // the same for literals
  literal_slack = 64,
  input_size = 1 << 16,      // input that is held
  input_low = 2048,          // at least the longest description of a block, 570 bytes
  input_slack = 64,          // bytes behind it that may be read
  turn_bytes = 32,           // input that one turn takes at most, and reads ahead
  window_size = 1 << 15,     // how far back a match may begin
  output_size = 2 * cinflate_left, // output that is held
  output_slack = 128,        // bytes behind it that may be written
  longest_match = 258,
  distance_offset = 1 << 15, // from the part of a lane that length codes use to that of distance codes
};

// An entry of a table, 0 for what is decoded bit by bit. It may stand for two symbols: two literals, a literal
// and a length, or a length without extra bits and a distance.
//   bits 0-5    bits of the codes and the extra bits
//   bits 6-7    of a match: the upper part of its length, less 3
//   bits 8-11   bits of the codes alone
//   bits 12-13  how many literals it stands for
//   bit 14      whether it ends a match: a distance, or a whole match
//   bit 15      whether a distance follows: a length
//   bits 16-23  the first literal
//   bits 24-31  the second literal, or the base of a length, less 3
//   bits 16-30  the base of a distance
//   bit 31      of a match: the lowest bit of its length, less 3
enum { entry_literal = 1 << 12, entry_distance = 1 << 14, entry_length = 1 << 15, entry_kind = 0xF000 };

// What codes are as long as: RFC 1951, 3.2.2.
typedef struct {
  uint16_t count[16];   // codes by length
  uint16_t symbol[288]; // symbols in the order of their codes
  // Behind the codes that a table holds: where the longer ones begin.
  uint32_t long_code, long_index;
} code_book;

// A symbol as it was met: its entry, and the bits from its code on.
typedef struct {
  uint32_t entry, bits;
} noted;

typedef enum {
  phase_ended,
  phase_block,   // the description of a block comes next
  phase_codes,   // symbols of a block
  phase_stored,  // bytes of a block
  phase_trailer, // what gzip writes behind the stream
  phase_broken,  // damage, in front of which some symbols may not be carried out yet
} lane_phase;

typedef struct {
  // Both parts are laid out alike, distance_offset apart: what follows a table is noted behind it.
  struct {
    uint32_t table[table_size];
    noted symbols[match_limit + match_slack];
  } lengths;
  uint64_t literals_before[match_limit + match_slack]; // how many literals stand before a match
  uint8_t literals[literal_limit + literal_slack];
  uint8_t gap[distance_offset - sizeof(uint32_t) * table_size - literal_limit - literal_slack -
              (sizeof(noted) + sizeof(uint64_t)) * (match_limit + match_slack)];
  struct {
    uint32_t table[table_size];
    noted symbols[match_limit + match_slack];
  } distances;

  uint8_t input[input_size + input_slack];
  size_t input_count;
  uint64_t position; // of the next code, in bits
  int is_last;       // whether no input follows

  // Literals that are noted, and in the upper half eight times as many as there are matches.
  uint64_t counts;
  uint64_t half; // distance_offset between a length and its distance, else 0

  code_book length_codes, distance_codes;
  int is_last_block;
  uint32_t stored; // bytes of a stored block that are left
  lane_phase phase;
  cinflate_status status;
  cinflate_status damage; // the status once the phase is no longer phase_broken

  // Matches that are carried out already, and literals, while there is no room for the others.
  uint32_t next_match, next_literal;
  int is_full;
  size_t taken, written, oldest; // in `output`: what was taken, what there is, where the window begins
  uint32_t checksum, length;
  uint8_t output[window_size + output_size + output_slack];
} one_lane;

// Of 57 bits that are loaded, two symbols take what a code and 13 extra bits have; then one is looked up.
_Static_assert(57 - 2 * (table_bits + 13) >= table_bits, "a lookup needs as many bits as a table has");
_Static_assert(offsetof(one_lane, distances) == distance_offset, "both parts are reached by one offset");

struct cinflate {
  one_lane lanes[2];
};

enum { counts_match = 8 };
static inline uint32_t noted_literals(const one_lane *lane) { return (uint32_t)lane->counts; }
static inline uint32_t noted_matches(const one_lane *lane) { return (uint32_t)(lane->counts >> 35); }

static inline uint64_t load(const uint8_t *bytes) {
  uint64_t value;
  memcpy(&value, bytes, sizeof value);
  return value;
}

// The bits from the position on, at least 57.
static inline uint64_t peek(const one_lane *lane) {
  return load(lane->input + (lane->position >> 3)) >> (lane->position & 7);
}

static inline uint32_t take_bits(one_lane *lane, unsigned count) {
  const uint32_t value = (uint32_t)(peek(lane) & ((1ull << count) - 1));
  lane->position += count;
  return value;
}

// Whether what was decoded last is made of bits that there are.
static inline int is_inside(const one_lane *lane) { return lane->position <= 8 * (uint64_t)lane->input_count; }

// tables.c
void cinflate_fill_tables(void);
// Reads the description of a block; the phase is then that of what follows, or the status says what is wrong.
void cinflate_read_block(one_lane *lane);
// The symbol of the code in `bits`, whose length is added to `used`; -1 when there is none.
int cinflate_symbol(const code_book *book, uint32_t bits, unsigned *used);
// Base and extra bits of lengths, from symbol 257 on, and of distances.
extern const uint16_t cinflate_length_base[29], cinflate_distance_base[30];
extern const uint8_t cinflate_length_extra[29], cinflate_distance_extra[30];

// symbols.c
// Notes symbols of both lanes; gives the one whose block has ended, or that cannot go on in turns.
int cinflate_note_both(one_lane *first, one_lane *second);
void cinflate_note_one(one_lane *lane);
// Whether symbols can be noted in turns: there is input for it, and room.
int cinflate_can_note(const one_lane *lane);
// Notes one symbol, for which there has to be room; 0 when the block ends with it, or it is none.
int cinflate_note_symbol(one_lane *lane);

// copies.c
// Carries out what is noted, as far as there is room.
void cinflate_carry_out(one_lane *lane);
// Makes room in the output, unless too much of it is left to be taken.
void cinflate_slide(one_lane *lane);
// Counts bytes that were written behind `written`.
void cinflate_wrote(one_lane *lane, size_t count);

#endif
