#include "CJSON.h"

#include <cstring>
#include <exception>
#include <simdjson.h>
#include <vector>

using namespace simdjson;

struct cjson_parser {
  ondemand::parser parser;
  std::vector<cjson_node> nodes;
  /// Unescaped text of the value, of which `text_size` bytes are used: never more than its bytes.
  std::vector<uint8_t> text;
  size_t text_size = 0;
};

namespace {

constexpr int depth_limit = 512;
/// Values in one document, so that a document of brackets and commas takes no memory to speak of.
constexpr size_t node_limit = 3'000'000;
/// What a parser keeps for the next value; a document may need more.
constexpr size_t kept_bytes = 1 << 22;

/// Four hexadecimal digits, or -1.
int hex4(const uint8_t *p) {
  int value = 0;
  for (int i = 0; i < 4; i++) {
    const uint8_t c = p[i];
    int digit;
    if (c >= '0' && c <= '9') digit = c - '0';
    else if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
    else if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
    else return -1;
    value = value * 16 + digit;
  }
  return value;
}

uint8_t *put_utf8(uint8_t *out, uint32_t c) {
  if (c < 0x80) {
    *out++ = uint8_t(c);
  } else if (c < 0x800) {
    *out++ = uint8_t(0xC0 | c >> 6);
    *out++ = uint8_t(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    *out++ = uint8_t(0xE0 | c >> 12);
    *out++ = uint8_t(0x80 | (c >> 6 & 0x3F));
    *out++ = uint8_t(0x80 | (c & 0x3F));
  } else {
    *out++ = uint8_t(0xF0 | c >> 18);
    *out++ = uint8_t(0x80 | (c >> 12 & 0x3F));
    *out++ = uint8_t(0x80 | (c >> 6 & 0x3F));
    *out++ = uint8_t(0x80 | (c & 0x3F));
  }
  return out;
}

/// Whether one of eight bytes is a quote, a backslash or a control character.
bool ends_plain_text(uint64_t eight) {
  constexpr uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
  const auto has_zero = [](uint64_t v) { return (v - ones) & ~v & tops; };
  const uint64_t control = (eight - ones * 0x20) & ~eight & tops;
  return (has_zero(eight ^ ones * '"') | has_zero(eight ^ ones * '\\') | control) != 0;
}

/// Copies a string behind its opening quote to `out`, unescaped. Truncated logs do hold halves of
/// surrogate pairs, which simdjson refuses: they become U+FFFD. The quotes are known to close
/// within `limit`, and 64 bytes behind it are readable. The end of what was written; null for an
/// escape that JSON does not have, or a control character.
uint8_t *unescape(const uint8_t *p, const uint8_t *limit, uint8_t *out) {
  for (;;) {
    for (;;) {
      uint64_t eight;
      std::memcpy(&eight, p, 8);
      if (p >= limit || ends_plain_text(eight)) break;
      std::memcpy(out, &eight, 8);
      p += 8;
      out += 8;
    }
    while (p < limit && *p != '"' && *p != '\\' && *p >= 0x20) *out++ = *p++;
    if (p >= limit || *p < 0x20) return nullptr;
    if (*p == '"') return out;
    p++;
    if (p >= limit) return nullptr;
    switch (*p++) {
    case '"': *out++ = '"'; break;
    case '\\': *out++ = '\\'; break;
    case '/': *out++ = '/'; break;
    case 'b': *out++ = '\b'; break;
    case 'f': *out++ = '\f'; break;
    case 'n': *out++ = '\n'; break;
    case 'r': *out++ = '\r'; break;
    case 't': *out++ = '\t'; break;
    case 'u': {
      if (limit - p < 4) return nullptr;
      int c = hex4(p);
      if (c < 0) return nullptr;
      p += 4;
      uint32_t code = uint32_t(c);
      if (code >= 0xD800 && code < 0xDC00) {
        const int low = (limit - p >= 6 && p[0] == '\\' && p[1] == 'u') ? hex4(p + 2) : -1;
        if (low >= 0xDC00 && low < 0xE000) {
          code = 0x10000 + ((code - 0xD800) << 10) + uint32_t(low - 0xDC00);
          p += 6;
        } else {
          code = 0xFFFD;
        }
      } else if (code >= 0xDC00 && code < 0xE000) {
        code = 0xFFFD;
      }
      out = put_utf8(out, code);
      break;
    }
    default: return nullptr;
    }
  }
}

class Walker {
public:
  Walker(cjson_parser &parser, const uint8_t *start, const uint8_t *limit)
      : parser(parser), start(start), limit(limit) {}

  error_code walk(ondemand::value value, uint32_t key_offset, uint32_t key_count, int depth) {
    if (depth > depth_limit) return DEPTH_ERROR;
    if (parser.nodes.size() == node_limit) return CAPACITY;
    const size_t index = parser.nodes.size();
    parser.nodes.push_back(cjson_node{CJSON_NULL, 0, key_offset, key_count, 0, 0, 0});
    ondemand::json_type type;
    if (auto error = value.type().get(type)) return error;
    switch (type) {
    case ondemand::json_type::object: {
      const auto *brace = reinterpret_cast<const uint8_t *>(value.raw_json_token().data());
      parser.nodes[index].raw_offset = uint32_t(brace - start);
      ondemand::object object;
      if (auto error = value.get_object().get(object)) return error;
      uint32_t children = 0;
      for (auto member : object) {
        ondemand::raw_json_string key;
        if (auto error = member.key().get(key)) return error;
        const uint32_t offset = uint32_t(parser.text_size);
        if (!take_string(key)) return STRING_ERROR;
        ondemand::value child;
        if (auto error = member.value().get(child)) return error;
        const uint32_t count = uint32_t(parser.text_size) - offset;
        if (auto error = walk(child, offset, count, depth + 1)) return error;
        children++;
      }
      finish(index, CJSON_OBJECT, 0, children);
      return SUCCESS;
    }
    case ondemand::json_type::array: {
      ondemand::array array;
      if (auto error = value.get_array().get(array)) return error;
      uint32_t children = 0;
      for (auto element : array) {
        ondemand::value child;
        if (auto error = element.get(child)) return error;
        if (auto error = walk(child, 0, 0, depth + 1)) return error;
        children++;
      }
      finish(index, CJSON_ARRAY, 0, children);
      return SUCCESS;
    }
    case ondemand::json_type::string: {
      ondemand::raw_json_string raw;
      if (auto error = value.get_raw_json_string().get(raw)) return error;
      const uint32_t offset = uint32_t(parser.text_size);
      if (!take_string(raw)) return STRING_ERROR;
      finish(index, CJSON_STRING, offset, uint32_t(parser.text_size) - offset);
      return SUCCESS;
    }
    case ondemand::json_type::number: {
      std::string_view token = value.raw_json_token();
      while (!token.empty() && (token.back() == ' ' || token.back() == '\n' ||
                                token.back() == '\r' || token.back() == '\t'))
        token.remove_suffix(1);
      if (!is_number(token)) return NUMBER_ERROR;
      const uint32_t offset = uint32_t(parser.text_size);
      std::memcpy(parser.text.data() + offset, token.data(), token.size());
      parser.text_size += token.size();
      finish(index, CJSON_NUMBER, offset, uint32_t(token.size()));
      // On-Demand moves on only when a scalar is consumed; a raw token cannot fail to parse here
      // but for its range, which does not matter since the text is kept.
      double ignored;
      const auto error = value.get_double().get(ignored);
      return error == NUMBER_ERROR || error == SUCCESS ? SUCCESS : error;
    }
    case ondemand::json_type::boolean: {
      bool flag;
      if (auto error = value.get_bool().get(flag)) return error;
      finish(index, flag ? CJSON_TRUE : CJSON_FALSE, 0, 0);
      return SUCCESS;
    }
    case ondemand::json_type::null: {
      if (!value.is_null()) return N_ATOM_ERROR;
      finish(index, CJSON_NULL, 0, 0);
      return SUCCESS;
    }
    }
    return INCORRECT_TYPE;
  }

private:
  cjson_parser &parser;
  const uint8_t *start;
  const uint8_t *limit;

  bool take_string(ondemand::raw_json_string raw) {
    uint8_t *from = parser.text.data() + parser.text_size;
    const uint8_t *to = unescape(reinterpret_cast<const uint8_t *>(raw.raw()), limit, from);
    if (!to) return false;
    parser.text_size += size_t(to - from);
    return true;
  }

  void finish(size_t index, uint32_t kind, uint32_t offset, uint32_t count) {
    cjson_node &node = parser.nodes[index];
    node.kind = kind;
    node.next = uint32_t(parser.nodes.size());
    node.text_offset = offset;
    node.text_count = count;
  }

  /// The number grammar of JSON, whatever its range.
  static bool is_number(std::string_view s) {
    size_t i = 0;
    const auto digits = [&] {
      const size_t start = i;
      while (i < s.size() && s[i] >= '0' && s[i] <= '9') i++;
      return i - start;
    };
    if (i < s.size() && s[i] == '-') i++;
    const size_t first = i;
    const size_t whole = digits();
    if (whole == 0 || (whole > 1 && s[first] == '0')) return false;
    if (i < s.size() && s[i] == '.') {
      i++;
      if (digits() == 0) return false;
    }
    if (i < s.size() && (s[i] == 'e' || s[i] == 'E')) {
      i++;
      if (i < s.size() && (s[i] == '+' || s[i] == '-')) i++;
      if (digits() == 0) return false;
    }
    return i == s.size();
  }
};

} // namespace

extern "C" {

cjson_parser *cjson_make(void) {
  try {
    auto *parser = new cjson_parser;
    // Swift imports both as pointers that are never null, also for a value without any text.
    parser->text.resize(4096);
    parser->nodes.reserve(256);
    return parser;
  } catch (const std::exception &) {
    return nullptr;
  }
}

void cjson_free(cjson_parser *parser) { delete parser; }

const char *cjson_parse(cjson_parser *parser, const uint8_t *bytes, size_t count) {
  try {
    parser->nodes.clear();
    if (parser->text.size() > kept_bytes && count < kept_bytes) {
      parser->parser = ondemand::parser();
      parser->text = std::vector<uint8_t>();
      parser->nodes = std::vector<cjson_node>();
      parser->nodes.reserve(256);
    }
    parser->text_size = 0;
    if (count > UINT32_MAX / 2) return "the value is too large";
    if (parser->text.size() < count + 64) parser->text.resize(count + 64);
    ondemand::document document;
    const padded_string_view view(reinterpret_cast<const char *>(bytes), count, count + 64);
    if (auto error = parser->parser.iterate(view).get(document)) return error_message(error);
    ondemand::value value;
    if (auto error = document.get_value().get(value)) return error_message(error);
    Walker walker(*parser, bytes, bytes + count);
    if (auto error = walker.walk(value, 0, 0, 0)) return error_message(error);
    const char *behind;
    if (!document.current_location().get(behind)) return "there is more behind the end of the value";
    return nullptr;
  } catch (const std::exception &) {
    return "there is not enough memory to parse it";
  }
}

const cjson_node *cjson_nodes(const cjson_parser *parser) { return parser->nodes.data(); }
size_t cjson_node_count(const cjson_parser *parser) { return parser->nodes.size(); }
const uint8_t *cjson_text(const cjson_parser *parser) { return parser->text.data(); }
}
