// Descriptions of blocks, and the tables that are made of them: RFC 1951, 3.2.

#include "lane.h"

#if defined(__x86_64__)
#define VECTOR __attribute__((target("bmi,bmi2,avx2")))
#else
#define VECTOR
#endif

const uint16_t cinflate_length_base[29] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                           31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
const uint8_t cinflate_length_extra[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                           2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
const uint16_t cinflate_distance_base[30] = {1,   2,   3,   4,   5,   7,    9,    13,   17,   25,
                                             33,  49,  65,  97,  129, 193,  257,  385,  513,  769,
                                             1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
const uint8_t cinflate_distance_extra[30] = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                             6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};

enum { code_limit = 15, end_of_block = 256, length_symbols = 288, distance_symbols = 30, clen_symbols = 19 };

// Bits in reverse, for all numbers of code_limit bits, and entries of symbols without the bits of the code.
static uint16_t reversed[1 << code_limit];
static uint32_t length_entries[length_symbols], distance_entries[32];

void cinflate_fill_tables(void) {
  for (unsigned code = 0; code < 1 << code_limit; code++)
    for (unsigned bit = 0; bit < code_limit; bit++)
      reversed[code] |= (uint16_t)((code >> bit & 1) << (code_limit - 1 - bit));
  for (uint32_t literal = 0; literal < end_of_block; literal++)
    length_entries[literal] = literal << 16 | entry_literal;
  for (int n = 0; n < 29; n++)
    length_entries[end_of_block + 1 + n] =
        (uint32_t)(cinflate_length_base[n] - 3) << 24 | entry_length | cinflate_length_extra[n];
  for (int n = 0; n < distance_symbols; n++)
    distance_entries[n] = (uint32_t)cinflate_distance_base[n] << 16 | entry_distance | cinflate_distance_extra[n];
}

// Puts symbols in the order of their codes. 0 when the lengths are no code: too many, or too few, unless it
// is a single code of one bit or none at all, as zlib has it.
static int order(code_book *book, const uint8_t *lengths, int symbols) {
  memset(book->count, 0, sizeof book->count);
  for (int n = 0; n < symbols; n++) book->count[lengths[n]]++;
  const int used = symbols - book->count[0];
  book->count[0] = 0;
  int32_t left = 1;
  uint16_t next[code_limit + 2];
  next[1] = 0;
  for (int bits = 1; bits <= code_limit; bits++) {
    left = 2 * left - book->count[bits];
    if (left < 0) return 0;
    next[bits + 1] = (uint16_t)(next[bits] + book->count[bits]);
  }
  if (left > 0 && used > 0 && !(used == 1 && book->count[1] == 1)) return 0;
  for (int n = 0; n < symbols; n++)
    if (lengths[n]) book->symbol[next[lengths[n]]++] = (uint16_t)n;
  return 1;
}

// Makes the table of an ordered code. Each length doubles what there is: codes are read from their first bit.
static void fill(uint32_t *table, code_book *book, const uint32_t *entries) {
  uint32_t code = 0, index = 0;
  table[0] = 0;
  for (uint32_t bits = 1, size = 1; bits <= table_bits; bits++, size *= 2) {
    memcpy(table + size, table, size * sizeof *table);
    code *= 2;
    for (uint32_t end = index + book->count[bits]; index < end; index++, code++) {
      const uint32_t entry = entries[book->symbol[index]];
      table[reversed[code] >> (code_limit - bits)] = entry ? entry + bits * 0x101 : 0;
    }
  }
  book->long_code = code;
  book->long_index = index;
}

// Bits of the codes of an entry.
static uint32_t code_bits(uint32_t entry) { return entry >> 8 & 15; }

// All ones where a condition holds.
static inline uint32_t mask(int condition) { return 0u - (uint32_t)(condition != 0); }

// Makes one entry of two symbols whose codes fit into a table together. Which entries these are nobody can
// guess: without branches several are made at a time.
VECTOR static void join(uint32_t *restrict lengths, const uint32_t *restrict distances) {
  uint32_t single[table_size];
  memcpy(single, lengths, sizeof single);
  for (uint32_t n = 0; n < table_size; n++) {
    const uint32_t first = single[n], bits = code_bits(first), kind = first & entry_kind;
    const uint32_t second = single[n >> bits], distance = distances[n >> bits], length = first >> 24;
    const uint32_t fits = mask(bits + code_bits(second) <= table_bits);
    const uint32_t is_literal = mask(kind == entry_literal) & fits;
    const uint32_t is_pair = is_literal & mask((second & entry_kind) == entry_literal);
    const uint32_t is_word = is_literal & mask((second & entry_kind) == entry_length);
    const uint32_t is_match = mask(kind == entry_length) & mask(bits == (first & 63)) & mask(length < 8) &
                              mask(distance != 0) & mask(bits + code_bits(distance) <= table_bits);
    const uint32_t pair =
        (bits + code_bits(second)) * 0x101 | 2 * entry_literal | (first & 0xFF0000) | second >> 16 << 24;
    const uint32_t word = second + bits * 0x101 + (entry_literal | (first & 0xFF0000));
    const uint32_t match = distance + bits * 0x101 + (length >> 1 << 6 | length << 31);
    lengths[n] = (pair & is_pair) | (word & is_word) | (match & is_match) | (first & ~(is_pair | is_word | is_match));
  }
}

int cinflate_symbol(const code_book *book, uint32_t bits, unsigned *used) {
  uint32_t code = 0, first = 0, index = 0;
  unsigned length = 1;
  // Most that is asked for is longer than a table's codes.
  const uint32_t start = (uint32_t)reversed[bits & (table_size - 1)] >> (code_limit - table_bits);
  if (start >= book->long_code) {
    code = 2 * start;
    first = 2 * book->long_code;
    index = book->long_index;
    length = table_bits + 1;
  }
  for (; length <= code_limit; length++) {
    code |= bits >> (length - 1) & 1;
    const uint32_t count = book->count[length];
    if (code - first < count) {
      *used += length;
      return book->symbol[index + code - first];
    }
    index += count;
    first = 2 * (first + count);
    code *= 2;
  }
  return -1;
}

static void fail(one_lane *lane, cinflate_status status) {
  lane->status = is_inside(lane) ? status : cinflate_truncated;
  lane->phase = phase_ended;
}

// Reads the lengths of both codes; 0 when they are none.
static int read_lengths(one_lane *lane, uint8_t *lengths, int count) {
  static const uint8_t place[clen_symbols] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  uint8_t clens[clen_symbols] = {0};
  const unsigned given = take_bits(lane, 4) + 4;
  for (unsigned n = 0; n < given; n++) clens[place[n]] = (uint8_t)take_bits(lane, 3);
  code_book book;
  if (!order(&book, clens, clen_symbols)) return 0;
  // Their codes have seven bits at most.
  uint8_t symbols[128], widths[128];
  memset(widths, 0, sizeof widths);
  uint32_t code = 0, index = 0;
  for (uint32_t bits = 1; bits <= 7; bits++) {
    code *= 2;
    for (uint32_t end = index + book.count[bits]; index < end; index++, code++)
      for (uint32_t at = (uint32_t)reversed[code] >> (code_limit - bits); at < 128; at += 1u << bits) {
        symbols[at] = (uint8_t)book.symbol[index];
        widths[at] = (uint8_t)bits;
      }
  }
  for (int n = 0; n < count;) {
    const uint64_t bits = peek(lane);
    const unsigned width = widths[bits & 127];
    if (width == 0) return 0;
    lane->position += width;
    const uint8_t symbol = symbols[bits & 127];
    if (symbol < 16) {
      lengths[n++] = symbol;
      continue;
    }
    if (symbol == 16 && n == 0) return 0;
    const uint8_t value = symbol == 16 ? lengths[n - 1] : 0;
    const int times = symbol == 16 ? 3 + (int)take_bits(lane, 2)
                      : symbol == 17 ? 3 + (int)take_bits(lane, 3) : 11 + (int)take_bits(lane, 7);
    if (times > count - n) return 0;
    memset(lengths + n, value, (size_t)times);
    n += times;
  }
  return 1;
}

static int read_codes(one_lane *lane) {
  const int length_count = 257 + (int)take_bits(lane, 5), distance_count = 1 + (int)take_bits(lane, 5);
  if (length_count > 286 || distance_count > distance_symbols) return 0;
  uint8_t lengths[286 + distance_symbols];
  if (!read_lengths(lane, lengths, length_count + distance_count)) return 0;
  return lengths[end_of_block] && order(&lane->length_codes, lengths, length_count) &&
         order(&lane->distance_codes, lengths + length_count, distance_count);
}

static void take_fixed_codes(one_lane *lane) {
  uint8_t lengths[length_symbols], distances[32];
  for (int n = 0; n < length_symbols; n++) lengths[n] = n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8;
  memset(distances, 5, sizeof distances);
  order(&lane->length_codes, lengths, length_symbols);
  order(&lane->distance_codes, distances, 32);
}

void cinflate_read_block(one_lane *lane) {
  lane->is_last_block = (int)take_bits(lane, 1);
  switch (take_bits(lane, 2)) {
    case 0: {
      lane->position = (lane->position + 7) & ~7ull;
      lane->stored = take_bits(lane, 16);
      if ((take_bits(lane, 16) ^ lane->stored) != 0xFFFF) return fail(lane, cinflate_bad_block);
      if (!is_inside(lane)) return fail(lane, cinflate_truncated);
      lane->phase = phase_stored;
      return;
    }
    case 1: take_fixed_codes(lane); break;
    case 2:
      if (!read_codes(lane)) return fail(lane, cinflate_bad_block);
      break;
    default: return fail(lane, cinflate_bad_block);
  }
  if (!is_inside(lane)) return fail(lane, cinflate_truncated);
  fill(lane->lengths.table, &lane->length_codes, length_entries);
  fill(lane->distances.table, &lane->distance_codes, distance_entries);
  join(lane->lengths.table, lane->distances.table);
  lane->phase = phase_codes;
}
