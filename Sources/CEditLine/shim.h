// libedit's line editor: its own header, and inline wrappers for the variadic el_set, el_get and
// history, which Swift cannot import.
#ifndef CEDITLINE_SHIM_H
#define CEDITLINE_SHIM_H

#include <histedit.h>
#include <stdio.h>
#include <unistd.h>
#include <wchar.h>

typedef char *(*ceditline_prompt)(EditLine *editor);
typedef unsigned char (*ceditline_function)(EditLine *editor, int character);

/// An editor on the standard streams.
static inline EditLine *ceditline_init(const char *program) {
  return el_init(program, stdin, stdout, stderr);
}

/// The function that gives the prompt.
static inline int ceditline_set_prompt(EditLine *editor, ceditline_prompt prompt) {
  return el_set(editor, EL_PROMPT, prompt);
}

/// Emacs keys unless the user's editrc says otherwise; signals stay the program's own.
static inline int ceditline_set_defaults(EditLine *editor) {
  el_set(editor, EL_EDITOR, "emacs");
  return el_set(editor, EL_SIGNAL, 0);
}

/// Attaches a pointer of the caller's to the editor.
static inline int ceditline_set_client(EditLine *editor, void *client) {
  return el_set(editor, EL_CLIENTDATA, client);
}

/// The pointer that was attached.
static inline void *ceditline_client(EditLine *editor) {
  void *client = NULL;
  return el_get(editor, EL_CLIENTDATA, &client) == 0 ? client : NULL;
}

/// Reads one UTF-8 character. Unlike libedit's own function it gives up when a signal comes, so
/// that Ctrl-C ends the line; a byte that begins no character becomes U+FFFD.
static inline int ceditline_read_character(EditLine *editor, wchar_t *character) {
  (void)editor;
  unsigned char byte;
  ssize_t count = read(STDIN_FILENO, &byte, 1);
  if (count <= 0) return (int)count;
  int more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc0 ? 1 : 0;
  wchar_t value = more == 3 ? byte & 0x07 : more == 2 ? byte & 0x0f : more == 1 ? byte & 0x1f : byte;
  if (more == 0 && byte >= 0x80) value = 0xfffd;
  while (more-- > 0) {
    if (read(STDIN_FILENO, &byte, 1) != 1) return -1;
    value = (value << 6) | (byte & 0x3f);
  }
  *character = value;
  return 1;
}

/// Makes the editor read with `ceditline_read_character`.
static inline int ceditline_set_reader(EditLine *editor) {
  return el_set(editor, EL_GETCFN, ceditline_read_character);
}

/// Makes `history` what the arrow keys and Ctrl-R walk through.
static inline int ceditline_set_history(EditLine *editor, History *lines) {
  return el_set(editor, EL_HIST, history, lines);
}

/// Adds a function under a name and binds a key to it.
static inline int ceditline_bind(EditLine *editor, const char *name, const char *help,
                                 const char *key, ceditline_function function) {
  int result = el_set(editor, EL_ADDFN, name, help, function);
  return result != 0 ? result : el_set(editor, EL_BIND, key, name, NULL);
}

/// Keeps at most `count` lines, and no line twice in a row.
static inline int ceditline_history_limit(History *lines, int count) {
  HistEvent event;
  history(lines, &event, H_SETUNIQUE, 1);
  return history(lines, &event, H_SETSIZE, count);
}

/// Adds a line to the history.
static inline int ceditline_history_enter(History *lines, const char *line) {
  HistEvent event;
  return history(lines, &event, H_ENTER, line);
}

/// Reads the history from a file.
static inline int ceditline_history_load(History *lines, const char *path) {
  HistEvent event;
  return history(lines, &event, H_LOAD, path);
}

/// Writes the history to a file.
static inline int ceditline_history_save(History *lines, const char *path) {
  HistEvent event;
  return history(lines, &event, H_SAVE, path);
}

#endif
