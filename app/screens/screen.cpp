#include "app/screens/screen.h"

#include <array>

namespace stemme {
namespace {

struct Draw {
  Canvas& canvas;
  std::vector<Target> operator()(const AttractView& view) const {
    return draw_attract(canvas, view);
  }
  std::vector<Target> operator()(const QuestionView& view) const {
    return draw_question(canvas, view);
  }
  std::vector<Target> operator()(const ThanksView& view) const { return draw_thanks(canvas, view); }
  std::vector<Target> operator()(const RestView& view) const {
    return draw_rest(canvas, view.reading);
  }
  std::vector<Target> operator()(const MessageView& view) const {
    return draw_message(canvas, view);
  }
  std::vector<Target> operator()(const LanguageView& view) const {
    return draw_languages(canvas, view);
  }
  std::vector<Target> operator()(const PinView& view) const { return draw_pin(canvas, view); }
  std::vector<Target> operator()(const StaffView& view) const { return draw_staff(canvas, view); }
  std::vector<Target> operator()(const RoundSetupView& view) const {
    return draw_round_setup(canvas, view);
  }
  std::vector<Target> operator()(const RoundTurnView& view) const {
    return draw_round_turn(canvas, view);
  }
  std::vector<Target> operator()(const RoundResultView& view) const {
    return draw_round_result(canvas, view);
  }
  std::vector<Target> operator()(const EnrolView& view) const { return draw_enrol(canvas, view); }
  std::vector<Target> operator()(const ToolsView& view) const { return draw_tools(canvas, view); }
  std::vector<Target> operator()(const CardView& view) const { return draw_card(canvas, view); }
  std::vector<Target> operator()(const TokenView& view) const { return draw_token(canvas, view); }
  std::vector<Target> operator()(const SoundView& view) const { return draw_sound(canvas, view); }
  std::vector<Target> operator()(const PlanView& view) const { return draw_plan(canvas, view); }
};

constexpr std::array names = {"attract",      "question", "thanks", "rest",        "message",
                              "language",     "pin",      "staff",  "round-setup", "round-turn",
                              "round-result", "enrol",    "tools",  "card",        "token",
                              "sound",        "plan"};
static_assert(names.size() == std::variant_size_v<ScreenView>);

}  // namespace

std::vector<Target> draw_screen(Canvas& canvas, const ScreenView& view) {
  return std::visit(Draw{canvas}, view);
}

std::string name_of(const ScreenView& view) { return names[view.index()]; }

}  // namespace stemme
