// simdjson behind a C interface: one JSON value becomes a flat list of nodes that Swift reads.
#ifndef CJSON_H
#define CJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a node is.
enum {
  CJSON_NULL = 0,
  CJSON_FALSE = 1,
  CJSON_TRUE = 2,
  CJSON_NUMBER = 3,  ///< text is the number as written
  CJSON_STRING = 4,  ///< text is the string, unescaped; a lone surrogate reads as U+FFFD
  CJSON_ARRAY = 5,
  CJSON_OBJECT = 6,
};

/// One value, in document order. Children follow their parent.
typedef struct {
  uint32_t kind;        ///< one of the above
  uint32_t next;        ///< index behind this node and all its children
  uint32_t key_offset;  ///< where the key stands in the text, for a member of an object
  uint32_t key_count;   ///< bytes of the key
  uint32_t text_offset; ///< where the text of a number or string stands
  uint32_t text_count;  ///< bytes of it; for arrays and objects the number of children
  uint32_t raw_offset;  ///< where an object's opening brace stands in the input
} cjson_node;

/// A parser and the memory it uses again for each value; belongs to one thread at a time.
typedef struct cjson_parser cjson_parser;

/// Makes a parser; NULL when there is no memory.
cjson_parser *cjson_make(void);
void cjson_free(cjson_parser *parser);

/// Reads one JSON value of `count` bytes. Returns NULL when it is well-formed, else what is wrong.
///
/// `bytes` must be followed by 64 readable bytes. Nesting deeper than 512 is refused.
const char *cjson_parse(cjson_parser *parser, const uint8_t *bytes, size_t count);

/// The nodes of the last value, and the text they point into; valid until the next parse.
const cjson_node *cjson_nodes(const cjson_parser *parser);
size_t cjson_node_count(const cjson_parser *parser);
const uint8_t *cjson_text(const cjson_parser *parser);

#ifdef __cplusplus
}
#endif

#endif
