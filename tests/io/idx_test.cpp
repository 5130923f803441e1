#include "facula/io/idx.h"

#include <zlib.h>

#include "io/helpers.h"

namespace facula::io {
namespace {

IdxData parse(ByteSpan bytes) { return parse_idx(bytes.data(), bytes.size(), "f.idx"); }

Bytes sample() { return {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 10, 11, 12, 13, 14, 15}; }

Bytes gzip_of(const Bytes& content) {
  z_stream z{};
  deflateInit2(&z, 9, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  Bytes out(deflateBound(&z, content.size()) + 32);
  z.next_in = const_cast<Bytef*>(content.data());
  z.avail_in = static_cast<uInt>(content.size());
  z.next_out = out.data();
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

TEST(Idx, ReadsBytes) {
  const IdxData data = parse(sample());
  EXPECT_EQ(data.type, IdxType::uint8);
  EXPECT_EQ(data.dims, (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(data.bytes, (Bytes{10, 11, 12, 13, 14, 15}));
}

TEST(Idx, ReadsGzip) {
  const IdxData data = parse(gzip_of(sample()));
  EXPECT_EQ(data.dims, (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(data.bytes, (Bytes{10, 11, 12, 13, 14, 15}));

  Bytes large = {0, 0, 8, 1, 0, 0x4c, 0x4b, 0x40};  // 5,000,000
  for (int i = 0; i < 5000000; ++i) large.push_back(static_cast<uint8_t>(i % 251));
  const IdxData big = parse(gzip_of(large));
  EXPECT_EQ(big.bytes, Bytes(large.begin() + 8, large.end()));
}

TEST(Idx, ReadsSeveralGzipMembers) {
  const Bytes all = sample();
  Bytes file = gzip_of(Bytes(all.begin(), all.begin() + 9));
  const Bytes rest = gzip_of(Bytes(all.begin() + 9, all.end()));
  file.insert(file.end(), rest.begin(), rest.end());
  EXPECT_EQ(parse(file).bytes, (Bytes{10, 11, 12, 13, 14, 15}));
}

TEST(Idx, ConvertsTheByteOrder) {
  const IdxData ints = parse(Bytes{0, 0, 0x0C, 1, 0, 0, 0, 2, 0, 0, 1, 2, 0xff, 0xff, 0xff, 0xfe});
  int32_t values[2];
  ASSERT_EQ(ints.bytes.size(), sizeof values);
  std::memcpy(values, ints.bytes.data(), sizeof values);
  EXPECT_EQ(values[0], 258);
  EXPECT_EQ(values[1], -2);
  const IdxData real = parse(Bytes{0, 0, 0x0E, 0, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0});
  double value;
  std::memcpy(&value, real.bytes.data(), sizeof value);
  EXPECT_EQ(value, 1.5);
}

TEST(Idx, EveryTruncationFails) {
  expect_truncations_fail(sample(), parse);
  expect_truncations_fail(gzip_of(sample()), parse);
}

TEST(Idx, BitFlipsAreSurvived) {
  expect_bit_flips_are_survived(sample(), parse);
  expect_bit_flips_are_survived(gzip_of(sample()), parse);
}

TEST(Idx, OneClearSentenceEach) {
  EXPECT_ERROR(parse(Bytes{0, 0, 8}), "f.idx: not an IDX file: it has fewer than 4 bytes");
  EXPECT_ERROR(parse(as_bytes("<html>")), "f.idx: not an IDX file: it begins with the bytes 60 104 116 109");
  EXPECT_ERROR(parse(Bytes{0, 0, 7, 1, 0, 0, 0, 0}), "not an IDX file: it begins with the bytes 0 0 7 1");
  EXPECT_ERROR(parse(Bytes{0, 0, 8, 3, 0, 0, 0, 1, 0, 0}), "truncated IDX file: it ends within its header");
  EXPECT_ERROR(parse(Bytes{0, 0, 8, 1, 0, 0, 0, 9, 1, 2}),
               "truncated IDX file: its header announces 9 bytes");
  Bytes absurd = {0, 0, 0x0E, 3};
  absurd.insert(absurd.end(), 12, 0xff);
  EXPECT_ERROR(parse(absurd), "truncated IDX file: its header announces 18446744073709551615 bytes");
  EXPECT_ERROR(parse(gzip_of(absurd)), "truncated IDX file: its header announces 18446744073709551615 bytes");
  Bytes longer = sample();
  longer.push_back(1);
  EXPECT_ERROR(parse(longer), "bytes follow the 6 bytes of data");
  EXPECT_ERROR(parse(gzip_of(longer)), "bytes follow the 6 bytes of data");
  Bytes packed = gzip_of(sample());
  packed.push_back('x');
  EXPECT_ERROR(parse(packed), "bytes follow the 6 bytes of data");
  packed = gzip_of(sample());
  packed[packed.size() - 5] ^= 1;
  EXPECT_ERROR(parse(packed), "f.idx: the compressed data is corrupt (incorrect data check)");
  packed = gzip_of(sample());
  packed.pop_back();
  EXPECT_ERROR(parse(packed), "f.idx: the compressed data is truncated");
  EXPECT_ERROR(read_idx("/none/such"), "cannot read '/none/such': No such file or directory");
}

TEST(Idx, ReadsFiles) {
  const TempDir dir;
  spit(dir.file("a.gz"), gzip_of(sample()));
  EXPECT_EQ(read_idx(dir.file("a.gz")).bytes.size(), 6u);
}

}  // namespace
}  // namespace facula::io
