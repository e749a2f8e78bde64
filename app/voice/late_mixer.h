/// SDL's mixer, opened after the first picture is up: it brings a player of every kind of file
/// along, some twenty-five libraries. Nothing is linked to it. UI thread.
#pragma once

#include <SDL.h>
#include <SDL_mixer.h>

namespace stemme {

/// A function of a library, of the type its header declares; null when it is not there.
class SoundFunction {
 public:
  SoundFunction(void* library, const char* name)
      : at_(library == nullptr ? nullptr : SDL_LoadFunction(library, name)) {}
  template <typename Function>
  operator Function*() const {  // NOLINT: the member it is given to says the type
    return reinterpret_cast<Function*>(at_);
  }

 private:
  void* at_;
};

/// What the loudspeaker calls. The library stays open.
class Mixer {
  void* library_ = SDL_LoadObject("libSDL2_mixer-2.0.so.0");
  SoundFunction found(const char* name) const { return {library_, name}; }

 public:
  decltype(&Mix_AllocateChannels) allocate_channels = found("Mix_AllocateChannels");
  decltype(&Mix_ChannelFinished) channel_finished = found("Mix_ChannelFinished");
  decltype(&Mix_CloseAudio) close_audio = found("Mix_CloseAudio");
  decltype(&Mix_FreeChunk) free_chunk = found("Mix_FreeChunk");
  decltype(&Mix_HaltChannel) halt_channel = found("Mix_HaltChannel");
  decltype(&Mix_LoadWAV) load_wav = found("Mix_LoadWAV");
  decltype(&Mix_OpenAudio) open_audio = found("Mix_OpenAudio");
  decltype(&Mix_PlayChannel) play_channel = found("Mix_PlayChannel");
  decltype(&Mix_Playing) playing = found("Mix_Playing");
  decltype(&Mix_QuickLoad_RAW) quick_load_raw = found("Mix_QuickLoad_RAW");
  decltype(&Mix_Volume) volume = found("Mix_Volume");

  /// False: the package is not there; then there is no sound.
  bool is_ready() const { return open_audio != nullptr; }
};

/// One for the process.
inline const Mixer& mixer() {
  static const Mixer opened;
  return opened;
}

}  // namespace stemme
