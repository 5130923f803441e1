#pragma once

// Series of the special functions, printed by scripts/special_coefficients.py. Each is cut where the rest is
// below 2^-56 of the largest value.

#include "math_bits.h"

namespace facula::functor {
inline namespace FACULA_ISA {

/// sum of c[k] T_k(t) for -1 <= t <= 1. source Clenshaw (1955)
template <int N>
FACULA_FN double chebyshev(double t, const double (&c)[N]) {
  double b = 0.0, before = 0.0;
  for (int k = N - 1; k > 0; --k) {
    const double next = 2.0 * t * b - before + c[k];
    before = b;
    b = next;
  }
  return t * b - before + c[0];
}

namespace series {

/// e^-x I0(x), 0 <= x <= 8, t = x / 4 - 1
FACULA_FN double i0e_near(double t) {
  const double c[] = {
      0x1.5a84e9035a22ap-2,  -0x1.37febc057cd8dp-2,  0x1.5f7ac77ac88c0p-3,  -0x1.84b70342d06eap-4,
      0x1.93e8acea8a32dp-5,  -0x1.84e9ef121b6f0p-6,  0x1.59961f3dde3ddp-7,  -0x1.1b65e201aa849p-8,
      0x1.adc758a12100ep-10, -0x1.2e2fd1f15eb52p-11, 0x1.8b51b74107cabp-13, -0x1.e2b2659c41d5ap-15,
      0x1.13f58be9a2859p-16, -0x1.2866fcba56427p-18, 0x1.2bf24978cf4acp-20, -0x1.1ec638f227f8dp-22,
      0x1.03b769d4d6435p-24, -0x1.beaf68c0b30abp-27, 0x1.6d903a454cb34p-29, -0x1.1d4fe13ae9556p-31,
      0x1.a98becc743c10p-34, -0x1.2fc957a946abcp-36, 0x1.9fe2fe19bd324p-39, -0x1.1164c62ee1af0p-41,
      0x1.59b464b262627p-44, -0x1.a5022c297fbebp-47, 0x1.ee6d893f65ebap-50, -0x1.184eb721ebbb4p-52,
      0x1.33362977da589p-55};
  return chebyshev(t, c);
}

/// sqrt(x) e^-x I0(x), x >= 8, t = 16 / x - 1
FACULA_FN double i0e_far(double t) {
  const double c[] = {
      0x1.9be62aca809cbp-2,   0x1.b998ca2e59049p-9,   0x1.20fa378999e52p-14,  0x1.8412bc101c586p-19,
      0x1.b8007d9cd616ep-23,  0x1.8569280d6d56dp-26,  0x1.d2c64a9225b87p-29,  0x1.0f9ccc0f46f75p-31,
      0x1.a24feabe8004fp-37,  -0x1.1511d08397425p-35, -0x1.d0fd7357e7bf2p-37, -0x1.f904303178d66p-40,
      0x1.94347fa268cecp-41,  0x1.b1c8c6b83c073p-42,  0x1.156ff0d5fc545p-46,  -0x1.75d99cf68bb32p-45,
      -0x1.583fe7e65629ap-47, 0x1.12a919094e6d7p-48,  0x1.fee7da3eafb1fp-50,  -0x1.8aee7d908de38p-52,
      -0x1.4600babd21fe4p-52, 0x1.3f3dd076041cdp-55,  0x1.9be1812d98421p-55,  -0x1.646da66119130p-58,
      -0x1.0adb754ca8b19p-57};
  return chebyshev(t, c);
}

/// e^-x I1(x) / x, 0 <= x <= 8, t = x / 4 - 1
FACULA_FN double i1e_near(double t) {
  const double c[] = {
      0x1.02a63724a7ffap-3,  -0x1.694d10469192ep-3,  0x1.a46dad536f53cp-4,  -0x1.b1bbc537c9ebcp-5,
      0x1.951e3e7bb2349p-6,  -0x1.5a29f7913a26ap-7,  0x1.1065349d3a1b4p-8,  -0x1.8cc620b3cd4a4p-10,
      0x1.0c95db6c6df7dp-11, -0x1.533cad3d694fep-13, 0x1.911b542c70d0bp-15, -0x1.bd5f9b8debbcfp-17,
      0x1.d1c4ed511afc5p-19, -0x1.cc0798363992ap-21, 0x1.ae344b347d108p-23, -0x1.7dd3e24b8c3e8p-25,
      0x1.4258e02395010p-27, -0x1.0361b28ea67e6p-29, 0x1.8ea34b43fdf6cp-32, -0x1.2510397eb07dep-34,
      0x1.9cee2b21d3154p-37, -0x1.173835fb70366p-39, 0x1.6af784779d955p-42, -0x1.c628e1c8f0b3bp-45,
      0x1.11d7f0615290cp-47, -0x1.3eaaa7e0d1573p-50, 0x1.663e3e593bfacp-53, -0x1.857d0c38a0576p-56};
  return chebyshev(t, c);
}

/// sqrt(x) e^-x I1(x), x >= 8, t = 16 / x - 1
FACULA_FN double i1e_far(double t) {
  const double c[] = {
      0x1.8ea18b55b1514p-2,   -0x1.3fda053fcdb4cp-7,  -0x1.cfd7f804aa9a6p-14, -0x1.048df49ca0373p-18,
      -0x1.0dbfd2e9e5443p-22, -0x1.c415394bb46c1p-26, -0x1.0790b9ad53528p-28, -0x1.334ca5423dd80p-31,
      -0x1.4dcf9d4504c0cp-36, 0x1.1e1a1f1587865p-35,  0x1.f101f653c457bp-37,  0x1.1e7d3f6439fa3p-39,
      -0x1.953e1076ab493p-41, -0x1.cbc458e73e255p-42, -0x1.7a9482e6d22a0p-46, 0x1.80d3c26b3281ep-45,
      0x1.776e1762d31e8p-47,  -0x1.12db5138afbc7p-48, -0x1.0efcd8bc4d22ap-49, 0x1.7d68e5f04a2d1p-52,
      0x1.55915fceb588ap-52,  -0x1.2806c9c773320p-55, -0x1.acea3b2532277p-55, 0x1.45b8aea87b950p-58,
      0x1.1556db352e8e6p-57};
  return chebyshev(t, c);
}

/// K0(x) + log(x / 2) I0(x), 0 < x <= 2, t = x^2 / 2 - 1
FACULA_FN double k0_near(double t) {
  const double c[] = {-0x1.12166e9d2f61fp-2, 0x1.608d881213db9p-2,  0x1.26bf6554a9085p-5,
                      0x1.4b82e75633d73p-10, 0x1.7f900fe8cfca0p-16, 0x1.102bce7f95efcp-22,
                      0x1.05c1367e58a13p-29, 0x1.6c25c475120bep-37, 0x1.7fb0ac384a073p-45,
                      0x1.3cee1e6b887dcp-53};
  return chebyshev(t, c);
}

/// sqrt(x) e^x K0(x), x >= 2, t = 4 / x - 1
FACULA_FN double k0e_far(double t) {
  const double c[] = {
      0x1.385bd9f4e6907p+0,  -0x1.019f72d4ff71ep-5,  0x1.9b891fca79342p-10, -0x1.0d797e7889f42p-13,
      0x1.d413fcc7470a9p-17, -0x1.ebb547f18d3a9p-20, 0x1.2915981e3e46fp-22, -0x1.905541b54f2afp-25,
      0x1.269a0033f428ep-27, -0x1.d29d5f22bf5e2p-30, 0x1.8956c819ff63dp-32, -0x1.5df95d2e7ca15p-34,
      0x1.46808475fbf4dp-36, -0x1.3dafc3f00540bp-38, 0x1.40fa32fcce645p-40, -0x1.4f87721a3b2dbp-42,
      0x1.69c4ecd913e48p-44, -0x1.9145ebaf9922fp-46, 0x1.c8d9c4a6808e8p-48, -0x1.0a690ed1130d0p-49,
      0x1.3dbf96cd7929dp-51, -0x1.82f947bd75936p-53, 0x1.e092e5c062a6ap-55, -0x1.2feccb331b557p-56};
  return chebyshev(t, c);
}

/// x (K1(x) - log(x / 2) I1(x)), 0 < x <= 2, t = x^2 / 2 - 1
FACULA_FN double k1_near(double t) {
  const double c[] = {0x1.867a1361008cap-1,   -0x1.69a1b757b0dd4p-2,  -0x1.f637243c1db74p-4,
                      -0x1.c92939d7d4192p-8,  -0x1.6ade2e5a3bd02p-13, -0x1.469b32c832e3ap-19,
                      -0x1.7c41d145c31d0p-26, -0x1.3663bb84626cap-33, -0x1.77502ddd0e045p-41,
                      -0x1.5dd517a0399e0p-49};
  return chebyshev(t, c);
}

/// sqrt(x) e^x K1(x), x >= 2, t = 4 / x - 1
FACULA_FN double k1e_far(double t) {
  const double c[] = {
      0x1.5c3d7aa062c8ap+0,   0x1.a9abef9e023fbp-4,  -0x1.76946be66b48ap-9,  0x1.9965888f6908ep-13,
      -0x1.44d711dcdb2e5p-16, 0x1.42fe31752d1b6p-19, -0x1.780528fada5c6p-22, 0x1.ed27c668fc461p-25,
      -0x1.637a49fe1e088p-27, 0x1.14f242a73d252p-29, -0x1.ccbc00365cf5fp-32, 0x1.956d008a43059p-34,
      -0x1.76b539401d12cp-36, 0x1.69ab846c05207p-38, -0x1.6adec61fc71a4p-40, 0x1.78ffa0409e616p-42,
      -0x1.94465d4c8014bp-44, 0x1.be3e9590877a3p-46, -0x1.f9d52362a3e00p-48, 0x1.25cedf006519fp-49,
      -0x1.5d2a3d9ce2a50p-51, 0x1.a7d5e4c65543cp-53, -0x1.0661525866f5ap-54, 0x1.4af1aa55c043fp-56};
  return chebyshev(t, c);
}

/// J0(x), 0 <= x <= 8, t = x^2 / 32 - 1
FACULA_FN double j0_near(double t) {
  const double c[] = {
      0x1.4306e1f9314dbp-3,  -0x1.1dd989ce98ea2p-7,  0x1.0f8afb7d3a552p-2,  -0x1.7afa2e9c62a9ep-2,
      0x1.43b8af58b7ffap-3,  -0x1.1dd989ce98ea2p-5,  0x1.3bd46ccab9da0p-8,  -0x1.e300651cd3ae3p-12,
      0x1.104c067d74d17p-15, -0x1.d8f811cd3e853p-20, 0x1.46c4a4b32aa3bp-24, -0x1.703bda6758f6fp-29,
      0x1.593076e904d04p-34, -0x1.1192067e71726p-39, 0x1.73936aa3d0207p-45, -0x1.b5729d242acaep-51};
  return chebyshev(t, c);
}

/// J1(x) / x, 0 <= x <= 8, t = x^2 / 32 - 1
FACULA_FN double j1_near(double t) {
  const double c[] = {
      0x1.4bf5ae47a6150p-4,  -0x1.3119e17fdbffdp-3,  0x1.49b9fb3408e33p-3,  -0x1.52a8c7827daa8p-4,
      0x1.6bf2c1f5f71e1p-6,  -0x1.de030538b55b0p-9,  0x1.a8b56cedfe580p-12, -0x1.11188227a5012p-15,
      0x1.0a8a3a628fc7bp-19, -0x1.98f754605f635p-24, 0x1.fac17c7273311p-29, -0x1.030d00d42d6f4p-33,
      0x1.bcc0916376113p-39, -0x1.453d2b4e985cbp-44, 0x1.9a36afedba862p-50, -0x1.c2dff424052f8p-56};
  return chebyshev(t, c);
}

/// Y0(x) - 2 / pi log(x / 2) J0(x), 0 < x <= 8, t = x^2 / 32 - 1
FACULA_FN double y0_near(double t) {
  const double c[] = {0x1.2aa30b02c96c3p-5,   -0x1.1d00e3f66d8abp-2,  0x1.2f27bb1f1965cp-2,
                      0x1.9273ec4cc2256p-4,   -0x1.b887fa1efddf1p-4,  0x1.047f7de78a600p-5,
                      -0x1.5241dfc56884bp-8,  0x1.2047f52400bf2p-11,  -0x1.604bd5a6f34eep-15,
                      0x1.46050b95b78e9p-19,  -0x1.da97b3e7182b1p-24, 0x1.1772ee181831bp-28,
                      -0x1.101c43f522727p-33, 0x1.bdefdb7b2a420p-39,  -0x1.37f65d9f56957p-44,
                      0x1.792fea1881d6ep-50,  -0x1.8e31f4edecff1p-56};
  return chebyshev(t, c);
}

/// (Y1(x) - 2 / pi (log(x / 2) J1(x) - 1 / x)) / x, 0 < x <= 8, t = x^2 / 32 - 1
FACULA_FN double y1_near(double t) {
  const double c[] = {
      0x1.39c2893db065bp-5,   -0x1.4f28600a6e8d9p-4, -0x1.976eb9baef98ap-6,  0x1.88f30a1b0e1e6p-5,
      -0x1.2f873106a454bp-6,  0x1.e26cb34c165e5p-9,  -0x1.e533e7c658954p-12, 0x1.555db4928876dp-15,
      -0x1.6541b43c631bcp-19, 0x1.220a2b0de72e5p-23, -0x1.78d32d23d639fp-28, 0x1.9136b53741514p-33,
      -0x1.64d1026e9c5f1p-38, 0x1.0d3a959af1a85p-43, -0x1.5d36ea343b2b2p-49, 0x1.89aa49b715ecdp-55};
  return chebyshev(t, c);
}

/// P of order 0, x >= 8, t = 128 / x^2 - 1
FACULA_FN double bessel0_p(double t) {
  const double c[] = {0x1.ffb944543151ep-1,   -0x1.194ac5283c04ap-11, 0x1.9cbe8b7395851p-19,
                      -0x1.bc26938a82ce2p-25, 0x1.c03a8b38ca73cp-30,  -0x1.59ddcc28538a8p-34,
                      0x1.6baf23642c655p-38,  -0x1.e4a709e74825bp-42, 0x1.85b481672b1eep-45,
                      -0x1.6d432cb7153fep-48, 0x1.84fff80b613c2p-51,  -0x1.cdb3179595bbdp-54,
                      0x1.2cca86c6338d9p-56};
  return chebyshev(t, c);
}

/// x Q of order 0, x >= 8, t = 128 / x^2 - 1
FACULA_FN double bessel0_q(double t) {
  const double c[] = {-0x1.fdbbf76547cafp-4,  0x1.1ed40c7bf4761p-11,  -0x1.8e1017183d060p-18,
                      0x1.34c3b3f0f3e19p-23,  -0x1.8fc71e52a5280p-28, 0x1.7334b27ad2886p-32,
                      -0x1.c34f407df8ba4p-36, 0x1.52763be90a889p-39,  -0x1.2c827d7f6e2d5p-42,
                      0x1.329f0c1b6c666p-45,  -0x1.5fa3147b301c9p-48, 0x1.bd9648f62c6b8p-51,
                      -0x1.33cdb710c05d6p-53, 0x1.cab223df72976p-56,  -0x1.6d757f20d1676p-58};
  return chebyshev(t, c);
}

/// P of order 1, x >= 8, t = 128 / x^2 - 1
FACULA_FN double bessel1_p(double t) {
  const double c[] = {0x1.003b2e82f5f12p+0,   0x1.d7545f75d7da9p-11,  -0x1.0b9505ce79bbap-18,
                      0x1.0953cdc0829efp-24,  -0x1.01454cf5d6ac0p-29, 0x1.83c5742be2cc3p-34,
                      -0x1.9171afe32fc02p-38, 0x1.088a8b6783e50p-41,  -0x1.a5ead8bea617fp-45,
                      0x1.88e8192bcb004p-48,  -0x1.a045d1e6aa4e8p-51, 0x1.ebf5d803cd896p-54,
                      -0x1.3f5b1671b84fbp-56};
  return chebyshev(t, c);
}

/// x Q of order 1, x >= 8, t = 128 / x^2 - 1
FACULA_FN double bessel1_q(double t) {
  const double c[] = {0x1.7f34213492af6p-2,   -0x1.93d0e4fa70662p-11, 0x1.eaa02bf61504bp-18,
                      -0x1.681617e8645adp-23, 0x1.c467999a69933p-28,  -0x1.9c37875f5ebc0p-32,
                      0x1.eeb91abca8164p-36,  -0x1.6f877e53fb185p-39, 0x1.43f8057a1761fp-42,
                      -0x1.48ac416e30219p-45, 0x1.772d4dd737bf2p-48,  -0x1.d994b1fddb9f0p-51,
                      0x1.46123a8bbc898p-53,  -0x1.e48d4f144b8b2p-56, 0x1.811d207bb2e69p-58};
  return chebyshev(t, c);
}

/// Ai(x), -8 <= x <= 0, t = x / 4 + 1
FACULA_FN double airy_left(double t) {
  const double c[] = {
      0x1.32c2b7021af28p-3,   0x1.713ad9af1e91ep-3,   0x1.7a28b1e5c105fp-3,   0x1.ce4031c422a40p-9,
      -0x1.aa034617cba51p-4,  -0x1.96a8d992966c2p-4,  -0x1.da46cd20b9faap-4,  0x1.baba5d27df805p-3,
      0x1.9557ce37bcc84p-7,   -0x1.ec2b50ba24d5ap-4,  0x1.3d31ff8e5a71ap-5,   0x1.861cfb20e953ep-6,
      -0x1.1ebd5e9f37747p-6,  0x1.21ded0df56c7fp-12,  0x1.9d9bcd19d84e6p-9,   -0x1.e7bdc2c97377fp-11,
      -0x1.ace1e391367eap-13, 0x1.6c12c942fb64bp-13,  -0x1.4721d86ac0b2fp-16, -0x1.d1192565dfb6ep-17,
      0x1.5b156a4522e2ep-18,  0x1.5111cc632582ep-24,  -0x1.e5e46185578dfp-22, 0x1.88c3185a48d7dp-24,
      0x1.de5c0cd485ff2p-27,  -0x1.39e2135a7337dp-27, 0x1.feda90da05d26p-31,  0x1.9c40a002dc66ap-32,
      -0x1.139015fc2e566p-33, 0x1.a5be7ca602cf7p-39,  0x1.a2c880fd5bd61p-38,  -0x1.57083767dcb8ep-40,
      -0x1.24e7c0cd1647ep-44, 0x1.296e855346b58p-44,  -0x1.300354f109d33p-47, -0x1.795520a6f9198p-50,
      0x1.3c155af93c0ccp-51,  -0x1.672d80786936dp-55, -0x1.fd49f1defe717p-57};
  return chebyshev(t, c);
}

/// Ai(x), 0 <= x <= 2, t = x - 1
FACULA_FN double airy_right(double t) {
  const double c[] = {
      0x1.5445cc6bde278p-3,   -0x1.4817466d9b3bcp-3,  0x1.e91397b5d2313p-6,   -0x1.2d633e5d6f57cp-15,
      -0x1.0a0b4149927c1p-10, 0x1.8720bc02ed049p-13,  -0x1.2ec4c333c36acp-17, -0x1.f67c7a23ed7fep-20,
      0x1.941508caf25b5p-22,  -0x1.83499cc8f4518p-26, -0x1.a24dfe47ee39cp-30, 0x1.9dc310f90537ap-32,
      -0x1.ae0a42db9e2c6p-36, -0x1.509c9561a86f9p-41, 0x1.f9e94d6a4aba9p-43,  -0x1.146e791bacf2fp-46,
      -0x1.440423979970bp-54, 0x1.9a8adaed7a89ap-54,  -0x1.d46fe6f831c31p-58};
  return chebyshev(t, c);
}

/// 2 sqrt(pi) x^(1/4) e^zeta Ai(x), x >= 2, zeta = 2/3 x^(3/2), t = 2 zeta(2) / zeta - 1
FACULA_FN double airy_far(double t) {
  const double c[] = {
      0x1.f803f8dd4194fp-1,  -0x1.e4badf92f0698p-7,  0x1.8027b6119ca99p-11, -0x1.00f0eec77d5afp-14,
      0x1.caac670d169d2p-18, -0x1.efeb84cedc369p-21, 0x1.346d52b669db2p-23, -0x1.aba96d0e939bcp-26,
      0x1.43a78ffb4b7e2p-28, -0x1.07707202858f2p-30, 0x1.c834c8a5f387ap-33, -0x1.a0b1c6e6db0c8p-35,
      0x1.8eda827e9a573p-37, -0x1.8df6dfaa1aa23p-39, 0x1.9c1e947dc07d1p-41, -0x1.b9591e92f35b6p-43,
      0x1.e74cc999dbc9ap-45, -0x1.14a33407d0d9dp-46, 0x1.42441e5f90db4p-48, -0x1.8071c47eb60a8p-50,
      0x1.d4d85135aae64p-52, -0x1.23d2d8fabb65ep-53, 0x1.72547d78958f2p-55, -0x1.de81ec63c2c96p-57};
  return chebyshev(t, c);
}

/// P of Ai(-x), x >= 8, t = 2 (zeta(8) / zeta)^2 - 1
FACULA_FN double airy_p(double t) {
  const double c[] = {0x1.fff55bfb39988p-1,   -0x1.53ef224fd8129p-14, 0x1.216341d893c36p-23,
                      -0x1.8588bd57e02dfp-31, 0x1.073e70c2b993ep-37,  -0x1.228b6e17a0912p-43,
                      0x1.d0c6fb95b8a7ap-49,  -0x1.f27be0a807353p-54};
  return chebyshev(t, c);
}

/// zeta Q of Ai(-x), x >= 8, t = 2 (zeta(8) / zeta)^2 - 1
FACULA_FN double airy_q(double t) {
  const double c[] = {0x1.1c1b19a7077b8p-4,   -0x1.5994a98620ea7p-14, 0x1.1ee9e77de7b61p-22,
                      -0x1.1d14b8a4840dap-29, 0x1.f97e191ed48d3p-36,  -0x1.56affd39a201bp-41,
                      0x1.42e7f867db55dp-46,  -0x1.8c5fd5d86ec86p-51, 0x1.2e822c7f45b80p-55,
                      -0x1.15422e3983658p-59};
  return chebyshev(t, c);
}

/// C_0(eta) of the uniform expansion of the incomplete gamma functions, |eta| < 0.35. source DLMF 8.12.9
FACULA_FN double temme0(double x) {
  return horner(x, -0x1.5555555555555p-2, 0x1.5555555555555p-4, -0x1.e573ac901e574p-7, 0x1.2f684bda12f68p-10,
                0x1.71de3a556c734p-12, -0x1.76e06fec7273bp-13, 0x1.48c5892f7cd83p-15, -0x1.255370652afc1p-19,
                -0x1.f1b22f594c6b5p-20, 0x1.bd6d21e4b4109p-21, -0x1.7b5f9a2d0465cp-23, 0x1.ccf5ceb7f0d9fp-28,
                0x1.6097d55c37c1cp-27, -0x1.2d2197c7a2faap-28, 0x1.f6e66d24d5c8ap-31, -0x1.c0d9b6edf2b0bp-36);
}

/// C_1(eta) of the uniform expansion of the incomplete gamma functions, |eta| < 0.35. source DLMF 8.12.9
FACULA_FN double temme1(double x) {
  return horner(x, -0x1.e573ac901e574p-10, -0x1.c71c71c71c71cp-9, 0x1.5ac056b015ac0p-9,
                -0x1.0394f6f09e723p-10, 0x1.af83440e53dbcp-13, -0x1.af83440e53dbcp-22, -0x1.2fa4ae89e5af0p-16,
                0x1.00a9cabd6b83ep-17, -0x1.b0bdfcc629cbap-20, 0x1.3f59230a8357cp-28, 0x1.280f2cde3f847p-23,
                -0x1.ee23d0cba8aeep-25, 0x1.9aa7a30de114cp-27, -0x1.349fbca3a377bp-36, -0x1.1564ecff73d58p-30,
                0x1.c9b434bf3c34ep-32);
}

/// C_2(eta) of the uniform expansion of the incomplete gamma functions, |eta| < 0.35. source DLMF 8.12.9
FACULA_FN double temme2(double x) {
  return horner(x, 0x1.0ee643b990ee6p-8, -0x1.5f7268edab4c8p-9, 0x1.948b0fcd6e9e0p-11, 0x1.0db20a88f4696p-19,
                -0x1.c253efaa1a932p-14, 0x1.bbf43daf4fe53p-15, -0x1.ac2d05890f2c3p-17, 0x1.26154ae39151dp-25,
                0x1.7058929663937p-20, -0x1.522cb05171911p-21, 0x1.32ac81c15d3d7p-23, -0x1.c24bd0e740a6cp-33,
                -0x1.e437343a46f5dp-27, 0x1.ac0d455e25360p-28, -0x1.77c5829460139p-30, 0x1.0962774f638bbp-40);
}

/// C_3(eta) of the uniform expansion of the incomplete gamma functions, |eta| < 0.35. source DLMF 8.12.9
FACULA_FN double temme3(double x) {
  return horner(x, 0x1.547d93b34e2b6p-11, 0x1.e13ce465fa859p-13, -0x1.ebfb188b7ca00p-12,
                0x1.18b9b5bf2d984p-12, -0x1.3d2a3a29b5d9dp-14, -0x1.0152a1871f27ap-22, 0x1.73df462204ef4p-17,
                -0x1.7cd6f27b3f020p-18, 0x1.7e0201539310ep-20, -0x1.ea23269c140a7p-36, -0x1.6c2dcffbefeefp-23,
                0x1.5bde8ef4c4dc7p-24, -0x1.4853ced169327p-26, 0x1.50c3f0dd501ebp-39, 0x1.1b66a39794ba9p-29,
                -0x1.040c53b2491f0p-30);
}

/// C_4(eta) of the uniform expansion of the incomplete gamma functions, |eta| < 0.35. source DLMF 8.12.9
FACULA_FN double temme4(double x) {
  return horner(x, -0x1.c3e0b02da7bf9p-11, 0x1.9b0ff6874f2c4p-11, -0x1.3999a85a4237ap-12,
                -0x1.88f2ae1def9d0p-20, 0x1.16908b48ce058p-14, -0x1.4ce3fd902bcadp-15, 0x1.7db4c02846e81p-17,
                0x1.13b3c5b7cb45ep-32, -0x1.c71c074985d3fp-20, 0x1.de37d9f09164cp-21, -0x1.ec676cf33153cp-23,
                0x1.041515bab6adap-35, 0x1.efe94304ac16bp-26, -0x1.e78e449f4e3bep-27, 0x1.d9a9f1a8b7696p-29,
                -0x1.033ba70791e5ep-42);
}

}  // namespace series
}  // namespace FACULA_ISA
}  // namespace facula::functor
