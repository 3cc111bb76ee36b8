// Runs the C and C++ targets over files and mutations of them: ctargets ROUNDS FILE...
//
// Built with the undefined-behaviour and address sanitizers, which end it at their first finding. A
// buffer holds just the bytes that a function may read, so that one read too many is seen.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

#include "CJSON.h"
extern "C" {
#include "CScan.h"
}

using Bytes = std::vector<uint8_t>;

static void scan(const Bytes &bytes) {
  for (size_t start : {size_t{0}, bytes.size() / 3}) {
    cscan_state state{};
    size_t at = start;
    // In pieces, as a stream hands them on.
    while (at < bytes.size()) {
      const size_t piece = std::min<size_t>(bytes.size() - at, 1 + at * 31 % 97);
      const Bytes part(bytes.begin() + at, bytes.begin() + at + piece);
      if (cscan_value(part.data(), piece, &state) > piece) abort();
      at += piece;
    }
    cscan_state whole{};
    if (cscan_value(bytes.data(), bytes.size(), &whole) > bytes.size()) abort();
  }
  for (size_t limit : {bytes.size() + 1, bytes.size() / 2 + 1}) {
    for (size_t start : {size_t{0}, bytes.size() / 3}) {
      const Bytes part(bytes.begin() + start, bytes.end());
      const cscan_records run = cscan_plain_records(part.data(), part.size(), part.size(), limit, 1);
      if (run.at > part.size() || run.scanned > part.size() - run.at || run.scanned > limit) abort();
    }
  }
  int line_start = 1;
  if (cscan_resume(bytes.data(), bytes.size(), 1, &line_start) > bytes.size()) abort();
  if (cscan_resume(bytes.data(), bytes.size(), 0, &line_start) > bytes.size()) abort();
  cscan_may_launch(bytes.data(), bytes.size());
  const uint8_t needle[] = {'R', 'u', 'n'};
  cscan_find(bytes.data(), bytes.size(), needle, sizeof needle);
}

static void parse(cjson_parser *parser, Bytes bytes) {
  const size_t count = bytes.size();
  bytes.resize(count + 64, ' ');  // the parser's padding
  if (cjson_parse(parser, bytes.data(), count)) return;
  const cjson_node *nodes = cjson_nodes(parser);
  for (size_t at = 0; at < cjson_node_count(parser); at++) {
    if (nodes[at].next <= at || nodes[at].next > cjson_node_count(parser)) abort();
  }
}

int main(int count, char **arguments) {
  const int rounds = count > 1 ? atoi(arguments[1]) : 0;
  cjson_parser *parser = cjson_make();
  std::mt19937 dice(1);
  long inputs = 0;
  for (int file = 2; file < count; file++) {
    std::ifstream in(arguments[file], std::ios::binary);
    const Bytes shape{std::istreambuf_iterator<char>(in), {}};
    for (int round = 0; round <= rounds; round++) {
      Bytes bytes = shape;
      for (int change = 0; round > 0 && change < 3 && !bytes.empty(); change++) {
        const size_t at = dice() % bytes.size();
        if (dice() % 2) bytes[at] = static_cast<uint8_t>(dice());
        else bytes.insert(bytes.begin() + at, "{}[]\",:\\\n 0-.eR"[dice() % 15]);
        if (dice() % 4 == 0) bytes.resize(at);
      }
      scan(bytes);
      parse(parser, bytes);
      inputs++;
    }
  }
  cjson_free(parser);
  printf("%ld\n", inputs);
}
