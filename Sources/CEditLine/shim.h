// libedit's line editor: its own header, and inline wrappers for the variadic el_set, el_get and
// history, which Swift cannot import.
#ifndef CEDITLINE_SHIM_H
#define CEDITLINE_SHIM_H

#include <histedit.h>

typedef char *(*ceditline_prompt)(EditLine *editor);
typedef unsigned char (*ceditline_function)(EditLine *editor, int character);

/// The function that gives the prompt.
static inline int ceditline_set_prompt(EditLine *editor, ceditline_prompt prompt) {
  return el_set(editor, EL_PROMPT, prompt);
}

/// Emacs keys unless the user's editrc says otherwise; signals stay the program's own.
static inline int ceditline_set_defaults(EditLine *editor) {
  el_set(editor, EL_EDITOR, "emacs");
  return el_set(editor, EL_SIGNAL, 0);
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
