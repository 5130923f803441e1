#include "io/zip.h"

#include <zlib.h>

#include "io/atomic_file.h"
#include "io/helpers.h"
#include "io/zip_format.h"

namespace facula::io {
namespace {

using Files = std::vector<std::pair<std::string, Bytes>>;

Bytes zip_of(const Files& files, uint64_t zip64_from = 0xFFFFFFFF) {
  Bytes out;
  ZipWriter writer(
      [&](const void* data, size_t size) {
        const auto* p = static_cast<const uint8_t*>(data);
        out.insert(out.end(), p, p + size);
      },
      zip64_from);
  for (const auto& [name, bytes] : files) writer.add(name, bytes);
  writer.finish();
  return out;
}

Bytes read_entry(const ZipReader& zip, const std::string& name) {
  const ZipEntry* entry = zip.find(name);
  if (!entry) throw std::runtime_error("no entry " + name);
  const Buffer out = zip.read(*entry);
  return Bytes(out.data(), out.data() + out.size());
}

void read_all(ByteSpan bytes) {
  const ZipReader zip(bytes, "test.zip");
  for (const ZipEntry& entry : zip.entries()) zip.read(entry);
}

Files sample() { return {{"a/x", {1, 2, 3}}, {"a/empty", {}}, {"a/y", Bytes(100, 7)}}; }

// One deflated entry "d", which the writer does not make.
Bytes deflated_zip(const Bytes& content, uint32_t claimed_size) {
  z_stream z{};
  deflateInit2(&z, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  Bytes packed(deflateBound(&z, content.size()));
  z.next_in = const_cast<Bytef*>(content.data());
  z.avail_in = static_cast<uInt>(content.size());
  z.next_out = packed.data();
  z.avail_out = static_cast<uInt>(packed.size());
  deflate(&z, Z_FINISH);
  packed.resize(z.total_out);
  deflateEnd(&z);

  Bytes common;  // from "version needed" to the name's length
  for (const uint16_t v : {20, 0, 8, 0, 33}) append_le(common, v);
  append_le(common, crc32_of(content));
  append_le(common, static_cast<uint32_t>(packed.size()));
  append_le(common, claimed_size);
  append_le<uint16_t>(common, 1);
  Bytes out;
  append_le(out, zip::kLocalSignature);
  out.insert(out.end(), common.begin(), common.end());
  append_le<uint16_t>(out, 0);
  out.push_back('d');
  out.insert(out.end(), packed.begin(), packed.end());
  const auto directory = static_cast<uint32_t>(out.size());
  append_le(out, zip::kCentralSignature);
  append_le<uint16_t>(out, 20);
  out.insert(out.end(), common.begin(), common.end());
  out.insert(out.end(), 46 - 30, 0);
  out.push_back('d');
  const auto end = static_cast<uint32_t>(out.size());
  append_le(out, zip::kEndSignature);
  for (const uint16_t v : {0, 0, 1, 1}) append_le(out, v);
  append_le(out, end - directory);
  append_le(out, directory);
  append_le<uint16_t>(out, 0);
  return out;
}

TEST(Zip, RoundTrip) {
  const Bytes file = zip_of(sample());
  const ZipReader zip(file, "test.zip");
  ASSERT_EQ(zip.entries().size(), 3u);
  for (const auto& [name, bytes] : sample()) EXPECT_EQ(read_entry(zip, name), bytes) << name;
  EXPECT_EQ(zip.find("a"), nullptr);
  for (const ZipEntry& entry : zip.entries()) EXPECT_EQ(entry.data_offset % 64, 0u) << entry.name;
}

TEST(Zip, EmptyArchiveRoundTrips) { EXPECT_EQ(ZipReader(zip_of({}), "test.zip").entries().size(), 0u); }

TEST(Zip, Zip64RecordsRoundTrip) {
  for (const uint64_t from : {0, 1, 3, 50, 150}) {
    const Bytes file = zip_of(sample(), from);
    const ZipReader zip(file, "test.zip");
    for (const auto& [name, bytes] : sample()) EXPECT_EQ(read_entry(zip, name), bytes) << name << " " << from;
  }
}

TEST(Zip, MoreThan65535Entries) {
  Files files;
  for (int i = 0; i < 66000; ++i) files.push_back({std::to_string(i), {}});
  const Bytes file = zip_of(files);
  EXPECT_EQ(ZipReader(file, "test.zip").entries().size(), 66000u);
}

TEST(Zip, ReadsDeflatedEntries) {
  Bytes content;
  for (int i = 0; i < 300000; ++i) content.push_back(static_cast<uint8_t>(i / 100 * 7));
  const Bytes file = deflated_zip(content, static_cast<uint32_t>(content.size()));
  const ZipReader zip(file, "test.zip");
  EXPECT_EQ(read_entry(zip, "d"), content);
  Bytes into(content.size());
  zip.read_into(*zip.find("d"), into.data());
  EXPECT_EQ(into, content);
}

TEST(Zip, RefusesDeflatedEntriesOfFalseSize) {
  const Bytes content(2000, 'x');
  for (const uint32_t claimed : {0u, 1999u, 2001u}) {
    const Bytes file = deflated_zip(content, claimed);
    const ZipReader zip(file, "test.zip");
    Bytes into(claimed);
    EXPECT_NE(message_of([&] { zip.read(*zip.find("d")); }), "");
    EXPECT_NE(message_of([&] { zip.read_into(*zip.find("d"), into.data()); }), "");
  }
  EXPECT_ERROR(read_all(deflated_zip(content, 0x7fffffff)), "cannot have 2147483647 bytes");
}

TEST(Zip, ReadsFilesOfPyTorch) {
  const Bytes file = slurp(fixture("linear.pt"));
  const ZipReader zip(file, "linear.pt");
  EXPECT_EQ(zip.entries().front().name, "linear/data.pkl");
  EXPECT_EQ(read_entry(zip, "linear/version"), Bytes({'3', '\n'}));
  EXPECT_EQ(read_entry(zip, "linear/data/0").size(), 24u);
}

TEST(Zip, EveryTruncationFails) {
  expect_truncations_fail(zip_of(sample()), read_all);
  expect_truncations_fail(zip_of(sample(), 0), read_all);
  expect_truncations_fail(deflated_zip(Bytes(500, 1), 500), read_all);
  expect_truncations_fail(slurp(fixture("linear.pt")), read_all);
}

TEST(Zip, BitFlipsAreSurvived) {
  expect_bit_flips_are_survived(zip_of(sample()), read_all);
  expect_bit_flips_are_survived(zip_of(sample(), 0), read_all);
  expect_bit_flips_are_survived(deflated_zip(Bytes(500, 1), 500), read_all);
}

TEST(Zip, DamagedDataIsNoticed) {
  Bytes file = zip_of({{"x", {1, 2, 3}}});
  file[64] ^= 1;  // the first byte of data
  EXPECT_ERROR(read_all(file), "test.zip: entry 'x' is damaged: its CRC-32 does not match");
}

TEST(Zip, RefusesTricks) {
  const Bytes good = zip_of({{"x", {1, 2, 3}}, {"y", {4, 5, 6}}});
  const auto central = [](const Bytes& file) { return load_le<uint32_t>(&file[file.size() - 6]); };

  Bytes trailing = good;
  trailing.push_back(0);
  EXPECT_ERROR(read_all(trailing), "it has no end record");

  Bytes twice = good;  // both entries, and both of their headers, are named x
  twice[central(twice) + 46 + 1 + 46] = 'x';
  twice[67 + 30] = 'x';
  EXPECT_ERROR(read_all(twice), "it has two entries named 'x'");

  Bytes differs = good;
  differs[central(differs) + 46] = 'z';
  EXPECT_ERROR(read_all(differs), "entry 'z' and its header at byte 0 differ");

  Bytes encrypted = good;
  encrypted[central(encrypted) + 8] |= 1;
  EXPECT_ERROR(read_all(encrypted), "entry 'x' is encrypted");

  Bytes method = good;
  method[central(method) + 10] = 14;
  EXPECT_ERROR(read_all(method), "compressed with method 14");

  Bytes far = good;
  far[central(far) + 44] = 1;
  EXPECT_ERROR(read_all(far), "has no header at byte 65536");

  Bytes count = good;
  count[count.size() - 12] = count[count.size() - 14] = 200;
  EXPECT_ERROR(read_all(count), "cannot have 200 entries");

  EXPECT_ERROR(read_all(as_bytes("PK")), "it has only 2 bytes");
}

TEST(Zip, RefusesOverlappingEntries) {
  // The data of x is made to reach into the header of y: sizes grow in both headers.
  Bytes file = zip_of({{"x", {1, 2, 3}}, {"y", {4, 5, 6}}});
  const uint32_t central = load_le<uint32_t>(&file[file.size() - 6]);
  for (const size_t at : {size_t{18}, size_t{22}, size_t{central} + 20, size_t{central} + 24}) file[at] = 10;
  EXPECT_ERROR(read_all(file), "entries 'x' and 'y' overlap");
}

TEST(Zip, WriterRefusesMisuse) {
  ZipWriter writer([](const void*, size_t) {});
  writer.add("x", {});
  EXPECT_ERROR(writer.add("x", {}), "two entries are named 'x'");
  EXPECT_ERROR(writer.add("", {}), "name has 0 bytes");
  EXPECT_ERROR(writer.add(std::string(70000, 'x'), {}), "name has 70000 bytes");
  writer.finish();
  EXPECT_ERROR(writer.add("y", {}), "after the archive was finished");
  EXPECT_ERROR(writer.finish(), "finished twice");
}

}  // namespace
}  // namespace facula::io
