/// Answers as dots: about one an answer, in two lines, low to high. A step is told by its shape as
/// well as by its colour: ring, light, dark, and for five steps five marks. SVG for a page without
/// scripts or styles; every number in it is rounded already. Pure; any thread.
#pragma once

#include <string>
#include <vector>

namespace stemme {

/// The five marks, from the lowest step to the highest.
enum class DotMark { Ring, DottedRing, Light, LightWithCore, Dark };

/// Which mark a step of a scale wears: two steps ring and dark, three ring, light and dark, …
DotMark mark_of(int step, int steps);

/// One mark alone, for the key above the rows.
std::string mark_picture(DotMark mark);

/// `label` is what a screen reader says instead. Steps with 0 leave no gap.
std::string dot_chart(const std::vector<int>& steps, const std::string& label);

/// One option of a choice: all dots alike. Options that are compared take the same number of
/// `lines`.
std::string dot_line(int count, int lines, const std::string& label);
int lines_for_options(const std::vector<int>& counts);

}  // namespace stemme
