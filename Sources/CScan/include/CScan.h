// Finds where a JSON value ends, as fast as memory delivers the bytes.
//
// The scanner follows brackets and strings only. It carries its state from one piece of input to
// the next, so a value may be spread over any number of pieces, and it notes on the way whether
// the value could hold a RunInstances record at all: everything else need not be parsed.
#ifndef CSCAN_H
#define CSCAN_H

#include <stddef.h>
#include <stdint.h>

/// State between two pieces of one value. Zero it before the value's first byte.
typedef struct {
  int64_t depth;       ///< open brackets
  uint64_t in_string;  ///< all ones inside a string, else 0
  uint64_t escaped;    ///< 1 when the last byte was an unpaired backslash
  uint64_t raw_newline;///< 1 once a line break stood inside a string, which no JSON has
  uint64_t candidate;  ///< not 0 once the value could hold RunInstances; 0: it certainly does not
} cscan_state;

/// Reads on from `bytes` until `depth` returns to 0 behind the value's closing bracket.
///
/// Returns how many bytes belong to the value: `count` when it goes on past the end. The value
/// has ended when `state->depth` is 0. When a line break stands inside a string the scan stops
/// behind it with `state->raw_newline` set. `state->depth` must be positive or `bytes[0]` an
/// opening bracket.
size_t cscan_value(const uint8_t *bytes, size_t count, cscan_state *state);

/// Records that follow each other.
typedef struct {
  size_t records;    ///< how many were passed over
  size_t at;         ///< where they end, and something else begins
  size_t scanned;    ///< bytes of a value at `at` that were looked at, in which `state` has come about
  cscan_state state;
} cscan_records;

/// Passes over values that begin with the key eventVersion and certainly hold no RunInstances, and what
/// stands between them: blanks, and in a list commas.
///
/// Ends where a value begins at `stop` or behind it, or where one does not end within `limit` bytes, or is
/// no such value.
cscan_records cscan_plain_records(const uint8_t *bytes, size_t count, size_t stop, size_t limit, int in_list);

/// Where the next value may begin in bytes that are none: at a bracket, or at a comma or the end of
/// the list inside one; outside a list only a bracket at a line's start counts. `line_start` says
/// whether only blanks stand before the bytes on their line, and is kept up to date. `count` when
/// there is no such place.
size_t cscan_resume(const uint8_t *bytes, size_t count, int in_list, int *line_start);

/// Whether `bytes` hold the word RunInstances, or an escape that could spell one of its letters.
int cscan_may_launch(const uint8_t *bytes, size_t count);

/// Where `needle` first stands in `bytes`; `count` when it does not.
size_t cscan_find(const uint8_t *bytes, size_t count, const uint8_t *needle, size_t needle_count);

#endif
