// libcurl's multi interface, loaded with the first use: linking it would cost every start of the
// program the loading of thirty libraries.
#ifndef CCURL_H
#define CCURL_H
#include <stddef.h>

// Loads libcurl. NULL when it is ready, else why it is not.
const char *ccurl_load(void);

// One GET. Every text is copied.
typedef struct {
  const char *url;            // encoded; used as it is
  const char *const *headers; // "Name: value", all of them signed
  size_t header_count;
  const char *sigv4;    // CURLOPT_AWS_SIGV4; NULL leaves the request unsigned
  const char *user;     // access key
  const char *password; // secret key
  const char *ca_file;  // certificates to trust; NULL for the system's
} ccurl_request;

typedef struct ccurl_transfer ccurl_transfer;

// What a sink returns to be given the same bytes again after ccurl_resume.
extern const size_t ccurl_pause;
// Takes bytes of the body: returns `count` or ccurl_pause.
typedef size_t (*ccurl_sink)(void *context, const char *bytes, size_t count);

// Transfers that go on together; NULL when there is no memory.
void *ccurl_group_new(void);
void ccurl_group_free(void *group);

// Begins a transfer; NULL when there is no memory or an option is refused.
ccurl_transfer *ccurl_start(
    void *group, const ccurl_request *request, ccurl_sink sink, void *context);
// Goes on with a transfer whose sink asked for a pause; may call the sink.
void ccurl_resume(ccurl_transfer *transfer);
// Ends a transfer, finished or not.
void ccurl_end(void *group, ccurl_transfer *transfer);

// Moves every transfer on, waiting at most `milliseconds` for something to happen.
void ccurl_step(void *group, int milliseconds);
// A transfer that has finished since the last call, with NULL or what went wrong; NULL when there
// is none. `error` lives as long as the transfer.
ccurl_transfer *ccurl_finished(void *group, const char **error);

// The HTTP status, 0 before there is one.
long ccurl_status(ccurl_transfer *transfer);
// A header of the response, NULL when it has none of that name.
const char *ccurl_header(ccurl_transfer *transfer, const char *name);
#endif
