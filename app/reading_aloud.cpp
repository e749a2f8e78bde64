#include "app/reading_aloud.h"

#include <algorithm>
#include <set>

#include "app/presenter.h"

namespace stemme {
namespace {

using Lines = std::vector<SpokenLine>;

struct Read {
  Listener listener;

  Lines operator()(const QuestionView& view) const {
    Lines lines;
    if (view.before)
      for (const auto& line : view.before->lines) lines.push_back({line});
    lines.push_back({view.text});
    for (std::size_t place = 0; place < view.options.size(); ++place) {
      if (place == 1 && view.pair) lines.push_back({view.pair->between});
      lines.push_back({view.options[place].label, static_cast<int>(place)});
    }
    if (listener == Listener::SeesNot && view.done.empty())
      lines.push_back({view.skip, target_skip});
    if (listener == Listener::SeesNot && view.pick)
      lines.push_back({view.pick->finished, target_enter});
    return lines;
  }
  Lines operator()(const ThanksView& view) const {
    return {{view.title}, {view.line}, {view.calm_line}};
  }
  Lines operator()(const MessageView& view) const { return {{view.title}, {view.line}}; }
  Lines operator()(const RoundTurnView& view) const {
    return {{view.title}, {view.line, target_start}};
  }
  template <typename Other>
  Lines operator()(const Other&) const {
    return {};
  }
};

/// A question as it is shown at first, with every answer there is.
VisitView first_sight(const Question& question, int index) {
  VisitView view;
  view.question = index;
  view.is_first = true;
  for (int option = 0; option < static_cast<int>(question.options.size()); ++option)
    view.shown.push_back(option);
  if (question.kind == QuestionKind::Pair) view.pairs = 1;
  return view;
}

class Collector {
 public:
  void add(const ScreenView& view) {
    for (const auto& line : lines_in(view, Listener::SeesNot))
      if (seen_.insert(line.words).second) lines_.push_back(line.words);
  }
  std::vector<std::string> take() { return std::move(lines_); }

 private:
  std::set<std::string> seen_;
  std::vector<std::string> lines_;
};

void add_pack(Collector& all, const Presenter& presenter, const std::shared_ptr<const Pack>& pack) {
  VisitPlan plan;
  plan.pack = pack;
  for (int i = 0; i < static_cast<int>(pack->questions.size()); ++i)
    all.add(presenter.visit(plan, first_sight(pack->questions[static_cast<std::size_t>(i)], i),
                            false, 0));
  VisitView other;
  for (const auto phase : {VisitPhase::CareLine, VisitPhase::Thanks, VisitPhase::Paused}) {
    other.phase = phase;
    all.add(presenter.visit(plan, other, false, 0));
  }
  other.still_there = true;
  all.add(presenter.visit(plan, other, false, 0));
}

}  // namespace

std::vector<SpokenLine> lines_in(const ScreenView& view, Listener listener) {
  auto lines = std::visit(Read{listener}, view);
  std::erase_if(lines, [](const SpokenLine& line) { return line.words.empty(); });
  return lines;
}

std::vector<std::string> lines_of(const Library& library, const std::string& language) {
  const Presenter presenter(library, language);
  Collector all;
  for (const auto& pack : library.packs())
    if (library.texts(*pack, language).language == language) add_pack(all, presenter, pack);
  all.add(presenter.one_finger());
  RoundView ready;
  ready.phase = RoundPhase::Ready;
  if (!library.packs().empty())
    all.add(presenter.round(library.packs().front(), ready, 0, Ticks(0)));
  return all.take();
}

std::optional<std::vector<SpokenLine>> ReadingAloud::shown(const ScreenView& view, Manner manner) {
  const auto* question = std::get_if<QuestionView>(&view);
  const bool is_chosen = question != nullptr && question->chosen.has_value();
  const bool is_to_the_end = manner == Manner::ToTheEnd;
  auto lines = lines_in(view, is_to_the_end ? Listener::SeesNot : Listener::Sees);
  const bool is_new = lines != lines_;
  const bool has_just_chosen = is_chosen && !is_chosen_;
  lines_ = lines;
  is_chosen_ = is_chosen;
  if (is_to_the_end && is_chosen) return std::nullopt;
  if (std::exchange(is_asked_, false) && !is_chosen) return lines;
  if (has_just_chosen) return std::vector<SpokenLine>();
  if (!is_new) return std::nullopt;
  return manner == Manner::OnlyWhenAsked ? std::vector<SpokenLine>() : lines;
}

}  // namespace stemme
