#pragma once
// Derivatives of a gamma or beta variate by a parameter at a fixed value of the distribution function, in double.

namespace facula::distributions {

/// dx/da at a fixed P(a, x).
double gamma_implicit_gradient(double a, double x);
/// dx/da of x ~ Beta(a, b) at a fixed I_x(a, b), over 1 - x.
double beta_implicit_gradient(double x, double a, double b);

}  // namespace facula::distributions
