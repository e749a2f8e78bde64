/// Whatever is on the screen: one of the views. A screen is a function of its view, so that two
/// equal views are the same pixels whatever happened before (D48). UI thread.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "app/screens/attract_screen.h"
#include "app/screens/enrol_screen.h"
#include "app/screens/language_screen.h"
#include "app/screens/message_screen.h"
#include "app/screens/question_screen.h"
#include "app/screens/round_screen.h"
#include "app/screens/staff_screen.h"
#include "app/screens/thanks_screen.h"
#include "app/screens/token_screen.h"
#include "app/screens/tools_screen.h"

namespace stemme {

/// The calm page between two visits.
struct RestView {
  Reading reading;
  bool operator==(const RestView&) const = default;
};

using ScreenView =
    std::variant<AttractView, QuestionView, ThanksView, RestView, MessageView, LanguageView,
                 PinView, StaffView, RoundSetupView, RoundTurnView, RoundResultView, EnrolView,
                 ToolsView, CardView, TokenView, SoundView, PlanView>;

std::vector<Target> draw_screen(Canvas& canvas, const ScreenView& view);

/// "question", "thanks", …: for the gallery's file names and the driven builds' shown-log.
std::string name_of(const ScreenView& view);

}  // namespace stemme
