/// Colours, sizes and durations by use: the one place where the look is decided (look/README).
/// Sizes are millimetres on a 10.1" page of 217 × 136; a larger panel scales them (see Page).
/// Constants.
#pragma once

#include "app/display/canvas.h"

namespace stemme::theme {

inline constexpr Colour ink = colour(0x1B2A41);
inline constexpr Colour paper = colour(0xFFFDF7);
inline constexpr Colour white = colour(0xFFFFFF);
inline constexpr Colour quiet_text = colour(0x3B4A60);
inline constexpr Colour sky = colour(0xE3F0F8);
inline constexpr Colour meadow = colour(0xDDEFE6);
inline constexpr Colour meadow_far = colour(0xCFE6DA);
inline constexpr Colour sunny = colour(0xFBF3CF);
inline constexpr Colour sunny_near = colour(0xF6E9AE);
inline constexpr Colour warm = colour(0xFBE9CE);
inline constexpr Colour foot = colour(0xF3EEE3);
inline constexpr Colour seat_taken = colour(0x93CBEA);
inline constexpr Colour rule = colour(0xD9D3C3);
/// Where a switch is; of no use to anything else, so that it is taken for nothing else.
inline constexpr Colour ring = colour(0x0072B2);

/// Under what stands on the ground.
inline constexpr double shadow_opacity = 0.10;
/// What was not chosen, while the choice may be changed.
inline constexpr double faded_opacity = 0.28;
/// How much the chosen one grows.
inline constexpr double chosen_growth = 0.12;

/// Milliseconds. One thing moves at a time, and ends within 300.
inline constexpr int choice_grows_ms = 200;
inline constexpr int frame_ms = 16;
/// Between two places of the clouds while nobody is there.
inline constexpr int breath_ms = 20'000;

inline constexpr double choice_line = 1.6;
inline constexpr double picked_line = 2.4;
inline constexpr double control_line = 1.0;
inline constexpr double corner = 8;
inline constexpr double ring_line = 2.4;
inline constexpr double ring_distance = 2.5;
inline constexpr double margin = 10;
inline constexpr double control_height = 25;

inline constexpr double question_size = 11.5;
inline constexpr double answer_size = 7.6;
/// Capitals of 4.9 mm: 0.7° at 40 cm (EN 301 549 5.1.4).
inline constexpr double label_size = 7;
inline constexpr double control_size = 6;
inline constexpr double note_size = 4.6;
/// Smallest that text may shrink to (D64).
inline constexpr double size_min = 5;
inline constexpr double note_size_min = 3.6;

}  // namespace stemme::theme
