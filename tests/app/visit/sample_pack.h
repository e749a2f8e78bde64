/// Packs of any shape for visits and rounds, without a file. Test thread only.
#pragma once

#include <memory>
#include <string>

#include "server-sync/protocol/pack.h"

namespace stemme {

enum class Sample { Faces, Care, Choice, Pair, Pick };

inline Question sample_question(Sample sample, int number) {
  Question question;
  question.id = "q" + std::to_string(number);
  question.kind = sample == Sample::Choice ? QuestionKind::Choice
                  : sample == Sample::Pair ? QuestionKind::Pair
                  : sample == Sample::Pick ? QuestionKind::PickThree
                                           : QuestionKind::Scale;
  question.care = sample == Sample::Care;
  question.other = sample == Sample::Choice;
  const bool is_picture =
      sample == Sample::Choice || sample == Sample::Pair || sample == Sample::Pick;
  const int options = sample == Sample::Pick ? 10 : is_picture ? 4 : 3;
  for (int i = 0; i < options; ++i)
    question.options.push_back({"o" + std::to_string(i), "", "", i + 1, 0});
  if (!is_picture) question.positive_from = 2;
  return question;
}

inline std::shared_ptr<Pack> sample_pack(std::initializer_list<Sample> samples, int per_visit = 3) {
  auto pack = std::make_shared<Pack>();
  pack->digest.fill(7);
  pack->per_visit = per_visit;
  for (const auto sample : samples)
    pack->questions.push_back(sample_question(sample, static_cast<int>(pack->questions.size())));
  return pack;
}

}  // namespace stemme
