#include "ops/einsum_parse.h"

#include <algorithm>

namespace facula::einsums {

namespace {

constexpr int kEllipsis = -1;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
int label_of(char c) { return c <= 'Z' ? c - 'A' : c - 'a' + 26; }

// Letters and ellipses of the operands; what stands for the ellipsis is not known yet.
std::vector<Labels> read_operands(std::string_view text, size_t count) {
  std::vector<Labels> all(1);
  bool ellipsis = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const size_t op = all.size() - 1;
    if (c == ' ') continue;
    if (c == '.') {
      FACULA_CHECK(!ellipsis, "einsum(): found '.' for operand ", op,
                   " for which an ellipsis was already found");
      FACULA_CHECK(text.substr(i, 3) == "...", "einsum(): found '.' for operand ", op,
                   " that is not part of any ellipsis");
      i += 2;
      all[op].push_back(kEllipsis);
      ellipsis = true;
    } else if (c == ',') {
      FACULA_CHECK(all.size() < count,
                   "einsum(): fewer operands were provided than specified in the equation");
      all.emplace_back();
      ellipsis = false;
    } else {
      FACULA_CHECK(is_letter(c), "einsum(): invalid subscript given at index ", i,
                   " in the equation string, subscripts must be in [a-zA-Z]");
      all[op].push_back(label_of(c));
    }
  }
  FACULA_CHECK(all.size() == count, "einsum(): more operands were provided than specified in the equation");
  return all;
}

// How many dimensions the ellipsis of each operand stands for; the most of all.
int64_t ellipsis_dims(const std::vector<Labels>& labels, TensorList operands) {
  int64_t most = 0;
  for (size_t op = 0; op < operands.size(); ++op) {
    const auto named = static_cast<int64_t>(labels[op].size());
    const bool ellipsis = std::find(labels[op].begin(), labels[op].end(), kEllipsis) != labels[op].end();
    const int64_t dims = operands[op].dim(), letters = named - ellipsis;
    FACULA_CHECK(ellipsis || letters == dims, "einsum(): the number of subscripts in the equation (", letters,
                 ") does not match the number of dimensions (", dims, ") for operand ", op,
                 " and no ellipsis was given");
    FACULA_CHECK(letters <= dims, "einsum(): the number of subscripts in the equation (", letters,
                 ") is more than the number of dimensions (", dims, ") for operand ", op);
    if (ellipsis) most = std::max(most, dims - letters);
  }
  return most;
}

// The ellipsis's dimensions are counted from the right, as broadcasting does.
Labels spelled_out(const Labels& labels, int64_t dims, int64_t most) {
  Labels out;
  const int64_t own = dims - static_cast<int64_t>(labels.size()) + 1;
  for (int l : labels) {
    if (l != kEllipsis) {
      out.push_back(l);
      continue;
    }
    for (int64_t d = most - own; d < most; ++d) out.push_back(kLetters + static_cast<int>(d));
  }
  return out;
}

Labels implicit_output(const std::vector<Labels>& operands, int64_t most) {
  int count[kLetters] = {};
  for (const Labels& labels : operands)
    for (int l : labels)
      if (l < kLetters) ++count[l];
  Labels out;
  for (int64_t d = 0; d < most; ++d) out.push_back(kLetters + static_cast<int>(d));
  for (int l = 0; l < kLetters; ++l)
    if (count[l] == 1) out.push_back(l);
  return out;
}

Labels read_output(std::string_view text, size_t start, const std::vector<Labels>& operands, int64_t most) {
  Labels out;
  bool ellipsis = false;
  for (size_t i = start; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ') continue;
    if (c == '.') {
      FACULA_CHECK(!ellipsis, "einsum(): found '.' for output but an ellipsis (...) was already found");
      FACULA_CHECK(text.substr(i, 3) == "...",
                   "einsum(): found '.' for output that is not part of any ellipsis (...)");
      i += 2;
      ellipsis = true;
      for (int64_t d = 0; d < most; ++d) out.push_back(kLetters + static_cast<int>(d));
      continue;
    }
    FACULA_CHECK(is_letter(c), "einsum(): invalid subscript given at index ", i,
                 " in the equation string, subscripts must be in [a-zA-Z]");
    const int l = label_of(c);
    FACULA_CHECK(std::find(out.begin(), out.end(), l) == out.end(), "einsum(): output subscript ", c,
                 " appears more than once in the output");
    const bool known = std::any_of(operands.begin(), operands.end(), [&](const Labels& o) {
      return std::find(o.begin(), o.end(), l) != o.end();
    });
    FACULA_CHECK(known, "einsum(): output subscript ", c,
                 " does not appear in the equation for any input operand");
    out.push_back(l);
  }
  return out;
}

}  // namespace

char letter(int label) { return static_cast<char>(label < 26 ? 'A' + label : 'a' + label - 26); }

Equation parse(std::string_view text, TensorList operands) {
  FACULA_CHECK(!operands.empty(), "einsum(): must provide at least one operand");
  const size_t arrow = text.find("->");
  Equation e;
  e.operands = read_operands(text.substr(0, arrow), operands.size());
  const int64_t most = ellipsis_dims(e.operands, operands);
  for (size_t op = 0; op < operands.size(); ++op)
    if (std::find(e.operands[op].begin(), e.operands[op].end(), kEllipsis) != e.operands[op].end())
      e.operands[op] = spelled_out(e.operands[op], operands[op].dim(), most);
  e.output = arrow == std::string_view::npos ? implicit_output(e.operands, most)
                                             : read_output(text, arrow + 2, e.operands, most);
  return e;
}

}  // namespace facula::einsums
