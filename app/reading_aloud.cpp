#include "app/reading_aloud.h"

#include <algorithm>
#include <set>

#include "app/presenter.h"

namespace stemme {
namespace {

using Lines = std::vector<std::string>;

struct Read {
  Lines operator()(const QuestionView& view) const {
    Lines lines;
    if (view.before) lines = view.before->lines;
    lines.push_back(view.text);
    for (std::size_t place = 0; place < view.options.size(); ++place) {
      if (place == 1 && view.pair) lines.push_back(view.pair->between);
      lines.push_back(view.options[place].label);
    }
    return lines;
  }
  Lines operator()(const ThanksView& view) const { return {view.title, view.line, view.calm_line}; }
  Lines operator()(const MessageView& view) const { return {view.title, view.line}; }
  Lines operator()(const RoundTurnView& view) const { return {view.title, view.line}; }
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
    for (const auto& line : lines_in(view))
      if (seen_.insert(line).second) lines_.push_back(line);
  }
  Lines take() { return std::move(lines_); }

 private:
  std::set<std::string> seen_;
  Lines lines_;
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

std::vector<std::string> lines_in(const ScreenView& view) {
  auto lines = std::visit(Read{}, view);
  std::erase(lines, "");
  return lines;
}

std::vector<std::string> lines_of(const Library& library, const std::string& language) {
  const Presenter presenter(library, language);
  Collector all;
  for (const auto& pack : library.packs())
    if (library.texts(*pack, language).language == language) add_pack(all, presenter, pack);
  all.add(presenter.one_finger());
  if (!library.packs().empty())
    all.add(presenter.round(library.packs().front(),
                            RoundView{RoundPhase::Ready, 0, 1, 0, {}, {}, true, {}, language}, 0,
                            Ticks(0)));
  return all.take();
}

std::optional<std::vector<std::string>> ReadingAloud::shown(const ScreenView& view, Start start) {
  const auto* question = std::get_if<QuestionView>(&view);
  const bool is_chosen = question != nullptr && question->chosen.has_value();
  auto lines = lines_in(view);
  const bool is_new = lines != lines_;
  const bool has_just_chosen = is_chosen && !is_chosen_;
  lines_ = lines;
  is_chosen_ = is_chosen;
  if (std::exchange(is_asked_, false) && !is_chosen) return lines;
  if (has_just_chosen) return std::vector<std::string>();
  if (!is_new) return std::nullopt;
  return start == Start::ByItself ? lines : std::vector<std::string>();
}

}  // namespace stemme
