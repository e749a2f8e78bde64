/// The guided round on one tablet (C11): how many are here, *Din tur*, the ring of places that
/// fills, and the result. Nobody can see what was chosen. UI thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/screens/page.h"

namespace stemme {

/// The adult's choice before the round: what is asked, and how many are present.
inline constexpr int round_items_a_page = 3;
/// The first question on the page that shows this one.
inline int round_page_start(int item) { return item / round_items_a_page * round_items_a_page; }

struct RoundSetupView {
  Reading reading;
  std::string title;
  struct Item {
    std::string picture;
    std::string words;
    bool operator==(const Item&) const = default;
  };
  std::vector<Item> items;  ///< questions that may be asked; target_item_first + index
  int selected = 0;
  std::string more;  ///< turns to the next page of questions; empty where one holds them
  std::string present_label;
  int present = 0;
  std::string start;
  std::string tablets;  ///< how many ask this together; may be empty
  std::string talk;     ///< the same question as a conversation: nothing is stored; may be empty
  std::string back;
  bool operator==(const RoundSetupView&) const = default;
};
std::vector<Target> draw_round_setup(Canvas& canvas, const RoundSetupView& view);

struct RoundTurnView {
  Reading reading;
  std::string title;    ///< *Din tur!*
  std::string line;     ///< *Trykk når du er klar*
  std::string counter;  ///< *11 av 14 har valgt*
  int present = 0;
  int answered = 0;
  std::string close;  ///< for the adult
  bool operator==(const RoundTurnView&) const = default;
};
std::vector<Target> draw_round_turn(Canvas& canvas, const RoundTurnView& view);

/// What the round came to: words, winners, or about-numbers as marks; never an exact count.
struct RoundResultView {
  Reading reading;
  std::string title;
  struct Part {
    std::string picture;
    std::string words;
    std::string heading;       ///< *Først*, *Neste gang*; may be empty
    std::optional<int> marks;  ///< rounded number as marks
    bool operator==(const Part&) const = default;
  };
  std::vector<Part> parts;
  std::string line;
  std::string done;
  bool operator==(const RoundResultView&) const = default;
};
std::vector<Target> draw_round_result(Canvas& canvas, const RoundResultView& view);

}  // namespace stemme
