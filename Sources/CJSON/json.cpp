#include "CJSON.h"

#include <cstring>
#include <exception>
#include <simdjson.h>
#include <vector>

using namespace simdjson;

struct cjson_parser {
  ondemand::parser parser;
  std::vector<cjson_node> nodes;
  std::vector<uint8_t> text;
};

namespace {

constexpr int depth_limit = 512;

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

void append_utf8(std::vector<uint8_t> &out, uint32_t c) {
  if (c < 0x80) {
    out.push_back(uint8_t(c));
  } else if (c < 0x800) {
    out.push_back(uint8_t(0xC0 | c >> 6));
    out.push_back(uint8_t(0x80 | (c & 0x3F)));
  } else if (c < 0x10000) {
    out.push_back(uint8_t(0xE0 | c >> 12));
    out.push_back(uint8_t(0x80 | (c >> 6 & 0x3F)));
    out.push_back(uint8_t(0x80 | (c & 0x3F)));
  } else {
    out.push_back(uint8_t(0xF0 | c >> 18));
    out.push_back(uint8_t(0x80 | (c >> 12 & 0x3F)));
    out.push_back(uint8_t(0x80 | (c >> 6 & 0x3F)));
    out.push_back(uint8_t(0x80 | (c & 0x3F)));
  }
}

/// Copies a string behind its opening quote into `out`, unescaped. Truncated logs do hold halves
/// of surrogate pairs, which simdjson refuses: they become U+FFFD. The quotes are known to close
/// within `limit`. False for an escape that JSON does not have, or a control character.
bool unescape(const uint8_t *p, const uint8_t *limit, std::vector<uint8_t> &out) {
  for (;;) {
    const uint8_t *start = p;
    while (p < limit && *p != '"' && *p != '\\' && *p >= 0x20) p++;
    out.insert(out.end(), start, p);
    if (p >= limit || *p < 0x20) return false;
    if (*p == '"') return true;
    p++;
    if (p >= limit) return false;
    switch (*p++) {
    case '"': out.push_back('"'); break;
    case '\\': out.push_back('\\'); break;
    case '/': out.push_back('/'); break;
    case 'b': out.push_back('\b'); break;
    case 'f': out.push_back('\f'); break;
    case 'n': out.push_back('\n'); break;
    case 'r': out.push_back('\r'); break;
    case 't': out.push_back('\t'); break;
    case 'u': {
      if (limit - p < 4) return false;
      int c = hex4(p);
      if (c < 0) return false;
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
      append_utf8(out, code);
      break;
    }
    default: return false;
    }
  }
}

class Walker {
public:
  Walker(cjson_parser &parser, const uint8_t *start, const uint8_t *limit)
      : parser(parser), start(start), limit(limit) {}

  error_code walk(ondemand::value value, uint32_t key_offset, uint32_t key_count, int depth) {
    if (depth > depth_limit) return DEPTH_ERROR;
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
        const uint32_t offset = uint32_t(parser.text.size());
        if (!unescape(reinterpret_cast<const uint8_t *>(key.raw()), limit, parser.text))
          return STRING_ERROR;
        ondemand::value child;
        if (auto error = member.value().get(child)) return error;
        const uint32_t count = uint32_t(parser.text.size()) - offset;
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
      const uint32_t offset = uint32_t(parser.text.size());
      if (!unescape(reinterpret_cast<const uint8_t *>(raw.raw()), limit, parser.text))
        return STRING_ERROR;
      finish(index, CJSON_STRING, offset, uint32_t(parser.text.size()) - offset);
      return SUCCESS;
    }
    case ondemand::json_type::number: {
      std::string_view token = value.raw_json_token();
      while (!token.empty() && (token.back() == ' ' || token.back() == '\n' ||
                                token.back() == '\r' || token.back() == '\t'))
        token.remove_suffix(1);
      if (!is_number(token)) return NUMBER_ERROR;
      const uint32_t offset = uint32_t(parser.text.size());
      parser.text.insert(parser.text.end(), token.begin(), token.end());
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
    parser->text.reserve(4096);
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
    parser->text.clear();
    if (count > UINT32_MAX / 2) return "the value is too large";
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
