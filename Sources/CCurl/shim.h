#ifndef YIZHAN_CCURL_SHIM_H
#define YIZHAN_CCURL_SHIM_H

#include <curl/curl.h>
#include <stddef.h>

// Swift cannot call C's variadic functions, and libcurl's setters are variadic: one typed function
// for each class of argument. The parentheses step past the type-checking macros of the same names.

static inline CURLcode easy_set_long(CURL *easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode easy_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(easy, option, value);
}

// libcurl copies the text.
static inline CURLcode easy_set_text(CURL *easy, CURLoption option, const char *text) {
    return (curl_easy_setopt)(easy, option, text);
}

static inline CURLcode easy_set_pointer(CURL *easy, CURLoption option, void *pointer) {
    return (curl_easy_setopt)(easy, option, pointer);
}

// libcurl does not copy the list: it must outlive the transfer.
static inline CURLcode easy_set_list(CURL *easy, CURLoption option, struct curl_slist *list) {
    return (curl_easy_setopt)(easy, option, list);
}

// libcurl copies the bytes.
static inline CURLcode easy_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return (curl_easy_setopt)(easy, option, &blob);
}

// What easy handles of one thread have in common; no locks are needed.
static inline CURLSHcode share_set_data(CURLSH *share, curl_lock_data data) {
    return (curl_share_setopt)(share, CURLSHOPT_SHARE, data);
}

static inline CURLcode easy_set_on_body(CURL *easy, curl_write_callback function) {
    return (curl_easy_setopt)(easy, CURLOPT_WRITEFUNCTION, function);
}

static inline CURLcode easy_set_on_header(CURL *easy, curl_write_callback function) {
    return (curl_easy_setopt)(easy, CURLOPT_HEADERFUNCTION, function);
}

static inline CURLcode easy_set_on_debug(CURL *easy, curl_debug_callback function) {
    return (curl_easy_setopt)(easy, CURLOPT_DEBUGFUNCTION, function);
}

// Makes the request a POST of these bytes, which libcurl copies. Without a pointer libcurl would
// read the body from standard input, so an empty body is given as an empty text.
static inline CURLcode easy_set_body(CURL *easy, const void *bytes, size_t count) {
    CURLcode code = (curl_easy_setopt)(easy, CURLOPT_POST, 1L);
    if (code == CURLE_OK)
        code = (curl_easy_setopt)(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    if (code == CURLE_OK)
        code = (curl_easy_setopt)(easy, CURLOPT_COPYPOSTFIELDS, count ? bytes : "");
    return code;
}

static inline CURLcode easy_get_long(CURL *easy, CURLINFO what, long *value) {
    return (curl_easy_getinfo)(easy, what, value);
}

static inline CURLcode easy_get_offset(CURL *easy, CURLINFO what, curl_off_t *value) {
    return (curl_easy_getinfo)(easy, what, value);
}

// The text belongs to the handle.
static inline CURLcode easy_get_text(CURL *easy, CURLINFO what, const char **text) {
    return (curl_easy_getinfo)(easy, what, text);
}

static inline CURLcode easy_get_pointer(CURL *easy, CURLINFO what, void **pointer) {
    return (curl_easy_getinfo)(easy, what, pointer);
}

static inline CURLMcode multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}

// The result stands in an anonymous union.
static inline CURLcode message_result(const CURLMsg *message) {
    return message->data.result;
}

#endif
