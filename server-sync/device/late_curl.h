/// libcurl, opened when the first word goes out: it brings some twenty libraries along, and a kiosk
/// that starts has a screen to show first. Nothing is linked to it. Any thread.
#pragma once

#include <curl/curl.h>
#include <dlfcn.h>

namespace stemme {

/// A function of a library, of the type its header declares; null when it is not there.
class LateFunction {
 public:
  LateFunction(void* library, const char* name)
      : at_(library == nullptr ? nullptr : dlsym(library, name)) {}
  template <typename Function>
  operator Function*() const {  // NOLINT: the member it is given to says the type
    return reinterpret_cast<Function*>(at_);
  }

 private:
  void* at_;
};

/// What HttpsLink calls. The library stays open: OpenSSL would not come back from being closed.
class Curl {
  void* library_ = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  LateFunction found(const char* name) const { return {library_, name}; }

 public:
  decltype(&curl_global_init) global_init = found("curl_global_init");
  decltype(&curl_easy_init) easy_init = found("curl_easy_init");
  decltype(&curl_easy_cleanup) easy_cleanup = found("curl_easy_cleanup");
  decltype(&curl_easy_setopt) easy_setopt = found("curl_easy_setopt");
  decltype(&curl_easy_getinfo) easy_getinfo = found("curl_easy_getinfo");
  decltype(&curl_easy_strerror) easy_strerror = found("curl_easy_strerror");
  decltype(&curl_multi_init) multi_init = found("curl_multi_init");
  decltype(&curl_multi_cleanup) multi_cleanup = found("curl_multi_cleanup");
  decltype(&curl_multi_wakeup) multi_wakeup = found("curl_multi_wakeup");
  decltype(&curl_multi_add_handle) multi_add_handle = found("curl_multi_add_handle");
  decltype(&curl_multi_remove_handle) multi_remove_handle = found("curl_multi_remove_handle");
  decltype(&curl_multi_perform) multi_perform = found("curl_multi_perform");
  decltype(&curl_multi_poll) multi_poll = found("curl_multi_poll");
  decltype(&curl_multi_info_read) multi_info_read = found("curl_multi_info_read");
  decltype(&curl_slist_append) slist_append = found("curl_slist_append");
  decltype(&curl_slist_free_all) slist_free_all = found("curl_slist_free_all");

  /// False: the package is not there, or it is another libcurl than the headers say.
  bool is_ready() const { return is_ready_; }

 private:
  bool is_ready_ = multi_poll != nullptr && global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
};

/// One for the process.
inline const Curl& curl() {
  static const Curl opened;
  return opened;
}

}  // namespace stemme
