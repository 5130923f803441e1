#pragma once

// Minimax polynomials (Remez exchange), printed by scripts/math_coefficients.py, which also says what each
// approximates. "error" is the largest error relative to the function that the polynomial serves.

#include "math_bits.h"

namespace facula::functor {
inline namespace FACULA_ISA {
namespace poly {

/// degree 4, error 2^-28.2
FACULA_FN float exp_f32(float x) {
  return horner(x, 0x1.000000p-1f, 0x1.55548ep-3f, 0x1.55545ep-5f, 0x1.123b92p-7f, 0x1.6db486p-10f);
}

/// degree 9, error 2^-55.6
FACULA_FN double exp_f64(double x) {
  return horner(x, 0x1.0000000000005p-1, 0x1.555555555555cp-3, 0x1.55555555520c9p-5, 0x1.111111110e6bcp-7,
                0x1.6c16c17f43296p-10, 0x1.a01a01b5e1a44p-13, 0x1.a019a6609a327p-16, 0x1.71dde9ee23052p-19,
                0x1.28a2d247f98f3p-22, 0x1.af76d3fc1d844p-26);
}

/// degree 5, error 2^-32.0
FACULA_FN double exp_f64_short(double x) {
  return horner(x, 0x1.00000027f8876p-1, 0x1.55555589f1078p-3, 0x1.5554ad84632d4p-5, 0x1.11108e7a17a2cp-7,
                0x1.6d74d9697a8b9p-10, 0x1.a1a2c12ec4920p-13);
}

/// degree 7, error 2^-27.3
FACULA_FN float log_f32(float x) {
  return horner(x, 0x1.55554ap-2f, -0x1.000220p-2f, 0x1.99a5a2p-3f, -0x1.547842p-3f, 0x1.226d10p-3f,
                -0x1.0ce244p-3f, 0x1.07da9ap-3f, -0x1.41fc00p-4f);
}

/// degree 6, error 2^-58.5
FACULA_FN double log_f64(double x) {
  return horner(x, 0x1.5555555555593p-1, 0x1.999999997fc76p-2, 0x1.2492494204592p-2, 0x1.c71c51f8af240p-3,
                0x1.7466428a00e07p-3, 0x1.39a157dcbc132p-3, 0x1.2f09798f03795p-3);
}

/// degree 4, error 2^-43.9
FACULA_FN double log_f64_short(double x) {
  return horner(x, 0x1.555555561e879p-1, 0x1.999996a85efc4p-2, 0x1.2494126625075p-2, 0x1.c62ae6c01a724p-3,
                0x1.91187a2767f73p-3);
}

/// degree 7, error 2^-73.5
FACULA_FN double log_pow(double x) {
  return horner(x, 0x1.9999999999996p-3, 0x1.249249249303ep-3, 0x1.c71c71c57f4bcp-4, 0x1.745d1832dbccbp-4,
                0x1.3b13629166399p-4, 0x1.1120bb26b7854p-4, 0x1.de32901c66123p-5, 0x1.eb1872fcd57f4p-5);
}

/// degree 2, error 2^-28.0
FACULA_FN float sin_f32(float x) { return horner(x, -0x1.555546p-3f, 0x1.11075cp-7f, -0x1.994cf0p-13f); }

/// degree 2, error 2^-33.3
FACULA_FN float cos_f32(float x) { return horner(x, 0x1.55554ap-5f, -0x1.6c0c88p-10f, 0x1.9a00ecp-16f); }

/// degree 5, error 2^-58.0
FACULA_FN double sin_f64(double x) {
  return horner(x, -0x1.5555555555549p-3, 0x1.111111110f861p-7, -0x1.a01a019c0e4d4p-13, 0x1.71de3574bb1bep-19,
                -0x1.ae5e63cde72e6p-26, 0x1.5d9246dc64304p-33);
}

/// degree 5, error 2^-64.2
FACULA_FN double cos_f64(double x) {
  return horner(x, 0x1.555555555554cp-5, -0x1.6c16c16c15164p-10, 0x1.a01a019caf066p-16,
                -0x1.27e4f807d944dp-22, 0x1.1ee9ea69b2276p-29, -0x1.8fadcce5d4f95p-37);
}

/// degree 10, error 2^-59.5
FACULA_FN double atan_f64(double x) {
  return horner(x, -0x1.555555555553dp-2, 0x1.999999999588cp-3, -0x1.24924922aea85p-3, 0x1.c71c70e69fec5p-4,
                -0x1.745cf8eceddf5p-4, 0x1.3b111a3919bcep-4, -0x1.10ebc4318c5fbp-4, 0x1.df0feb3c15ca5p-5,
                -0x1.9cd54a625da6ep-5, 0x1.37db6b143c214p-5, -0x1.257567339cef3p-6);
}

/// degree 12, error 2^-59.8
FACULA_FN double asin_f64(double x) {
  return horner(x, 0x1.5555555555578p-3, 0x1.333333332df05p-4, 0x1.6db6db722bfeep-5, 0x1.f1c71a8b6c903p-6,
                0x1.6e8bdfeb2fda6p-6, 0x1.1c49ddb806d9dp-6, 0x1.ca214a8a4fd84p-7, 0x1.75775e2f4246cp-7,
                0x1.618bae97cbcb8p-7, 0x1.e14dcf3a12773p-9, 0x1.6505d8ef3410ep-6, -0x1.59fba5317d6a0p-6,
                0x1.0be5eba44d634p-5);
}

/// degree 6, error 2^-29.8
FACULA_FN float erf_f32(float x) {
  return horner(x, 0x1.06eba8p-3f, -0x1.81273ep-2f, 0x1.ce2d1ep-4f, -0x1.b7fb88p-6f, 0x1.541870p-8f,
                -0x1.a479eap-11f, 0x1.4ac1a4p-14f);
}

/// degree 11, error 2^-57.1
FACULA_FN double erf_f64(double x) {
  return horner(x, 0x1.06eba8214db68p-3, -0x1.812746b0379c1p-2, 0x1.ce2f21a040fd4p-4, -0x1.b82ce312050c7p-6,
                0x1.565bccfa73f94p-8, -0x1.c02db06cf3a16p-11, 0x1.f9a2bedf66079p-14, -0x1.f4ca8b689e9e1p-17,
                0x1.b9821deae5e74p-20, -0x1.5c149a1953d58p-23, 0x1.d77467c0af997p-27, -0x1.acaeac926312ep-31);
}

/// degree 6, error 2^-29.8
FACULA_FN float erf_log_f32(float x) {
  return horner(x, -0x1.70af8cp-12f, -0x1.20863cp+0f, -0x1.46c3cap-1f, -0x1.a6160ap-4f, 0x1.655750p-6f,
                -0x1.81757ep-9f, 0x1.856cd8p-13f);
}

/// degree 22, error 2^-56.3
FACULA_FN double erfc_f64(double x) {
  return horner(x, 0x1.3ba5916e9fd7fp+0, -0x1.1df1ad154a29cp-3, 0x1.f7f5df66fd709p-7, 0x1.16ecefcfa6057p-4,
                -0x1.9ddb23c3e89b1p-4, 0x1.7fee004df6888p-4, -0x1.0fb06dfe59abep-4, 0x1.3079edf9fd202p-5,
                -0x1.096238804e037p-6, 0x1.49c6719105cf6p-8, -0x1.8d4aa0121df38p-11, -0x1.a1de83a06063ap-13,
                0x1.3be0d520cda8fp-13, -0x1.9969d3bf3aee6p-16, -0x1.78a8cd778ac27p-17, 0x1.7fae0b571c877p-18,
                0x1.4449be15cfaf9p-22, -0x1.bfda78548726fp-21, 0x1.0bc5efd26a328p-24, 0x1.ebce51feed172p-24,
                -0x1.0b1cab8abeb15p-27, -0x1.cb25db20915dfp-27, -0x1.d61d7ef8a1819p-30);
}

/// degree 10, error 2^-29.0
FACULA_FN double erfc_f64_short(double x) {
  return horner(x, 0x1.40c522dbe1491p+0, -0x1.15c08948869b5p-3, -0x1.85a199745d940p-5, 0x1.0984116e81155p-3,
                -0x1.e88884df425efp-4, 0x1.17bd4950feb95p-4, -0x1.85e9c14c42306p-6, 0x1.506b12f9e5dbcp-9,
                0x1.068ecad98bdd4p-9, -0x1.968cbd0f0b7d6p-11, -0x1.1848ea9f7e858p-12);
}

/// degree 4, error 2^-29.4
FACULA_FN float normal_center_f32(float x) {
  return horner(x, 0x1.988452p-2f, -0x1.105806p-4f, 0x1.46c108p-7f, -0x1.354a9cp-10f, 0x1.ab099cp-14f);
}

/// degree 6, error 2^-29.0
FACULA_FN float exp_half_f32(float x) {
  return horner(x, 0x1.000000p+0f, -0x1.000000p-1f, 0x1.fffffap-4f, -0x1.55540ap-6f, 0x1.55589cp-9f,
                -0x1.126d66p-12f, 0x1.6ab932p-16f);
}

/// degree 4, error 2^-25.7
FACULA_FN float normal_tail_f32(float x) {
  return horner(x, 0x1.000000p-1f, 0x1.c1db52p-2f, 0x1.78d0eap-3f, 0x1.4ef6dap-5f, 0x1.104528p-8f);
}

/// see NORMAL_DIVISOR there
FACULA_FN float normal_divisor_f32(float x) {
  return horner(x, 0x1.000000p+0f, 0x1.ad2fdap+0f, 0x1.34a4f4p+0f, 0x1.e2c8fep-2f, 0x1.a3d72cp-4f,
                0x1.553c82p-7f);
}

/// degree 22, error 2^-52.8
FACULA_FN double erfinv_a(double x) {
  return horner(x, 0x1.a755e7c99ae87p+0, 0x1.ebd80d9b13e24p-3, -0x1.8b6c33114fb79p-8, -0x1.845769484db65p-11,
                0x1.879c2a2143745p-13, -0x1.d1d1f7b995728p-17, -0x1.6e8a54454817cp-20, 0x1.c6b4f5f4760f3p-22,
                -0x1.f36cd3629387ap-26, -0x1.1a9e3dd625613p-28, 0x1.20f4623e58f9bp-30, -0x1.dc576ad039366p-35,
                -0x1.c881a086a9248p-37, 0x1.729f74159d8e4p-39, -0x1.6f83643e83806p-44, -0x1.6d1d330faf466p-45,
                0x1.df0c04c939c99p-48, 0x1.7450c7c566206p-56, -0x1.3540f5e55fac4p-53, 0x1.9cf54c1440cb4p-57,
                0x1.85b396070db5ep-60, -0x1.8f7a228c5a03dp-63, -0x1.43dffd05e6cd2p-68);
}

/// degree 18, error 2^-53.3
FACULA_FN double erfinv_b(double x) {
  return horner(x, 0x1.8abcc380d5a47p+1, 0x1.0158a6d641d3ap+0, 0x1.5ffcfe5b7a465p-8, -0x1.ebadabb89e8d1p-9,
                0x1.468eeca3dd0e2p-9, -0x1.ba924130a3887p-10, 0x1.f3cc560f6d757p-11, -0x1.7448a8ff6ecd6p-12,
                0x1.932c64e9e0d91p-16, 0x1.1e68556271ec1p-14, -0x1.8cedfef40fb05p-15, 0x1.a2993bb78aadap-17,
                0x1.882a78ab92180p-19, -0x1.0d5ad144f2a0cp-18, 0x1.942228d255e39p-20, 0x1.36a180dc5c521p-26,
                -0x1.2a482a72cc553p-22, 0x1.860edfcf75b73p-24, 0x1.be2d65f174c9dp-29);
}

/// degree 16, error 2^-52.5
FACULA_FN double erfinv_c(double x) {
  return horner(x, 0x1.3664ddd1ad7fap+2, 0x1.02a30d1fba0ddp+0, -0x1.22ea5def9b59cp-13, -0x1.c2f36a8fd1229p-13,
                0x1.3ebf4e9582231p-14, -0x1.4a3497e761281p-16, 0x1.2fbd36beeaa0dp-18, -0x1.0a8d3c8a10be8p-20,
                0x1.ebc28f5dee3a5p-23, -0x1.22d336854f419p-24, 0x1.f5283f259995fp-26, -0x1.00fb0e304404ep-26,
                0x1.04c2782c4431ep-27, -0x1.048399141d9ddp-28, 0x1.a2c5e814bffedp-30, -0x1.18752a4984407p-32,
                -0x1.1016331bbb2cap-35);
}

/// degree 17, error 2^-56.4
FACULA_FN double lgamma_f64(double x) {
  return horner(x, 0x1.b0ee6072093cep-2, 0x1.4a34cc4a60fa8p-2, -0x1.13e001a55755cp-4, 0x1.51322ac7d6f2ep-6,
                -0x1.e404fc21d7105p-8, 0x1.7add6eb02ca84p-9, -0x1.38ac5bfdcabe0p-10, 0x1.0b36ae7dc72a4p-11,
                -0x1.d3fd6a2739be6p-13, 0x1.a12828fa8c000p-14, -0x1.78d9056961520p-15, 0x1.57fde52df8bdfp-16,
                -0x1.3d4c03e3ff759p-17, 0x1.26da85c799a46p-18, -0x1.0904c591322fdp-19, 0x1.e2fa6318ef5cep-21,
                -0x1.37e09f2eac71dp-21, 0x1.3fe970e7efef0p-22);
}

/// degree 6, error 2^-57.0
FACULA_FN double stirling(double x) {
  return horner(x, 0x1.5555555555555p-4, -0x1.6c16c16c14af5p-9, 0x1.a01a017e89b24p-11, -0x1.38134e152d1d9p-11,
                0x1.b92c92f403410p-11, -0x1.ef97fb1ebf110p-10, 0x1.4c37ce491ca53p-8);
}

/// degree 6, error 2^-57.5
FACULA_FN double digamma(double x) {
  return horner(x, 0x1.5555555555555p-4, -0x1.11111111107c2p-7, 0x1.041040fcb8b98p-8, -0x1.1110ffa89bd94p-8,
                0x1.f068621d10c2ep-8, -0x1.56af9d5296e1ap-6, 0x1.1e06d7c10e332p-4);
}

}  // namespace poly
}  // namespace FACULA_ISA
}  // namespace facula::functor
