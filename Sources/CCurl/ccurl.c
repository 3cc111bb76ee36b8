#include "ccurl.h"

#if __has_include(<curl/curl.h>)
#include <curl/curl.h>
#endif

// 7.87 is the first that signs every header it is given.
#define OLDEST 0x075700

#if defined(LIBCURL_VERSION_NUM) && LIBCURL_VERSION_NUM >= OLDEST
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

const size_t ccurl_pause = CURL_WRITEFUNC_PAUSE;

// The functions that are used, with the types of the header.
#define FUNCTIONS(use)                                                                           \
  use(curl_global_init) use(curl_version_info) use(curl_easy_init) use(curl_easy_setopt)         \
      use(curl_easy_getinfo) use(curl_easy_cleanup) use(curl_easy_pause) use(curl_easy_strerror) \
          use(curl_easy_header) use(curl_slist_append) use(curl_slist_free_all)                  \
              use(curl_multi_init) use(curl_multi_cleanup) use(curl_multi_add_handle)            \
                  use(curl_multi_remove_handle) use(curl_multi_perform) use(curl_multi_poll)     \
                      use(curl_multi_info_read)

// The headers wrap some of them in macros that check types.
#undef curl_easy_setopt
#undef curl_easy_getinfo

#define DECLARE(name) __typeof__(&name) name;
static struct {
  FUNCTIONS(DECLARE)
} lib;

static const char *failure = "libcurl is not loaded";
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib"};
  void *handle = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && !handle; i++)
    handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    failure = "libcurl is not installed";
    return;
  }
#define RESOLVE(name)                                         \
  if (!(lib.name = (__typeof__(&name))dlsym(handle, #name))) { \
    failure = "libcurl is too old: it lacks " #name;           \
    return;                                                    \
  }
  FUNCTIONS(RESOLVE)
  if (lib.curl_version_info(CURLVERSION_NOW)->version_num < OLDEST)
    failure = "libcurl is too old: 7.87 or newer is needed";
  else if (lib.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    failure = "libcurl cannot be initialized";
  else
    failure = NULL;
}

const char *ccurl_load(void) {
  pthread_once(&once, load);
  return failure;
}

struct ccurl_transfer {
  CURL *easy;
  struct curl_slist *headers;
  ccurl_sink sink;
  void *context;
  char error[CURL_ERROR_SIZE];
};

static size_t receive(char *bytes, size_t size, size_t count, void *transfer) {
  ccurl_transfer *self = transfer;
  return self->sink(self->context, bytes, size * count);
}

void *ccurl_group_new(void) { return lib.curl_multi_init(); }

void ccurl_group_free(void *group) { lib.curl_multi_cleanup(group); }

static void discard(ccurl_transfer *self) {
  lib.curl_easy_cleanup(self->easy);
  lib.curl_slist_free_all(self->headers);
  free(self);
}

static CURLcode configure(ccurl_transfer *self, const ccurl_request *request) {
  for (size_t i = 0; i < request->header_count; i++) {
    struct curl_slist *longer = lib.curl_slist_append(self->headers, request->headers[i]);
    if (!longer) return CURLE_OUT_OF_MEMORY;
    self->headers = longer;
  }
  CURLcode code = CURLE_OK;
#define SET(option, value) \
  if (code == CURLE_OK) code = lib.curl_easy_setopt(self->easy, option, value)
  SET(CURLOPT_URL, request->url);
  SET(CURLOPT_PATH_AS_IS, 1L);
  SET(CURLOPT_PROTOCOLS_STR, "http,https");
  SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  SET(CURLOPT_USERAGENT, "huntdb");
  SET(CURLOPT_HTTPHEADER, self->headers);
  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_BUFFERSIZE, 262144L);
  SET(CURLOPT_CONNECTTIMEOUT, 10L);
  // A server that sends nothing for half a minute will not send any more.
  SET(CURLOPT_LOW_SPEED_LIMIT, 1L);
  SET(CURLOPT_LOW_SPEED_TIME, 30L);
  SET(CURLOPT_ERRORBUFFER, self->error);
  SET(CURLOPT_WRITEFUNCTION, receive);
  SET(CURLOPT_WRITEDATA, self);
  SET(CURLOPT_PRIVATE, self);
  if (request->ca_file) SET(CURLOPT_CAINFO, request->ca_file);
  if (request->sigv4) {
    SET(CURLOPT_AWS_SIGV4, request->sigv4);
    SET(CURLOPT_USERNAME, request->user);
    SET(CURLOPT_PASSWORD, request->password);
  }
  return code;
}

ccurl_transfer *ccurl_start(
    void *group, const ccurl_request *request, ccurl_sink sink, void *context) {
  ccurl_transfer *self = calloc(1, sizeof *self);
  if (!self) return NULL;
  self->sink = sink;
  self->context = context;
  self->easy = lib.curl_easy_init();
  if (self->easy && configure(self, request) == CURLE_OK &&
      lib.curl_multi_add_handle(group, self->easy) == CURLM_OK)
    return self;
  discard(self);
  return NULL;
}

void ccurl_resume(ccurl_transfer *transfer) { lib.curl_easy_pause(transfer->easy, CURLPAUSE_CONT); }

void ccurl_end(void *group, ccurl_transfer *transfer) {
  lib.curl_multi_remove_handle(group, transfer->easy);
  discard(transfer);
}

void ccurl_step(void *group, int milliseconds) {
  int running = 0;
  if (milliseconds > 0) lib.curl_multi_poll(group, NULL, 0, milliseconds, NULL);
  lib.curl_multi_perform(group, &running);
}

ccurl_transfer *ccurl_finished(void *group, const char **error) {
  int left = 0;
  CURLMsg *message;
  while ((message = lib.curl_multi_info_read(group, &left))) {
    if (message->msg != CURLMSG_DONE) continue;
    char *self = NULL;
    lib.curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &self);
    ccurl_transfer *transfer = (ccurl_transfer *)self;
    CURLcode code = message->data.result;
    const char *general = lib.curl_easy_strerror(code);
    *error = code == CURLE_OK ? NULL : *transfer->error ? transfer->error : general;
    return transfer;
  }
  return NULL;
}

long ccurl_status(ccurl_transfer *transfer) {
  long status = 0;
  lib.curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

const char *ccurl_header(ccurl_transfer *transfer, const char *name) {
  struct curl_header *header = NULL;
  CURLHcode code = lib.curl_easy_header(transfer->easy, name, 0, CURLH_HEADER, -1, &header);
  return code == CURLHE_OK ? header->value : NULL;
}

#else

const size_t ccurl_pause = 0;
const char *ccurl_load(void) { return "this program was built without libcurl 7.87 or newer"; }
void *ccurl_group_new(void) { return NULL; }
void ccurl_group_free(void *group) { (void)group; }
ccurl_transfer *ccurl_start(
    void *group, const ccurl_request *request, ccurl_sink sink, void *context) {
  (void)group, (void)request, (void)sink, (void)context;
  return NULL;
}
void ccurl_resume(ccurl_transfer *transfer) { (void)transfer; }
void ccurl_end(void *group, ccurl_transfer *transfer) { (void)group, (void)transfer; }
void ccurl_step(void *group, int milliseconds) { (void)group, (void)milliseconds; }
ccurl_transfer *ccurl_finished(void *group, const char **error) {
  (void)group, (void)error;
  return NULL;
}
long ccurl_status(ccurl_transfer *transfer) {
  (void)transfer;
  return 0;
}
const char *ccurl_header(ccurl_transfer *transfer, const char *name) {
  (void)transfer, (void)name;
  return NULL;
}

#endif
