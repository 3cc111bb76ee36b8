// The report's templates and its style sheet, embedded when this target is compiled.
#ifndef CREPORTTEMPLATES_H
#define CREPORTTEMPLATES_H

/// How many templates there are.
extern const int huntdb_report_template_count;

/// Name of a template, its format and its part, such as 'html-table'; NULL past the last.
const char *huntdb_report_template_name(int index);

/// Text of a template, NUL-terminated UTF-8; NULL past the last.
const char *huntdb_report_template_text(int index);

/// The style sheet of the HTML form, NUL-terminated UTF-8.
const char *huntdb_report_style(void);

#endif
