#include "CReportTemplates.h"

#include <stddef.h>

// A new file in Sources/huntdb/Report/Templates takes two lines here: its text, and its name. A
// template is called html-NAME or md-NAME.

static const char style[] = {
#embed "../huntdb/Report/Templates/report.css"
    , 0};

static const char html_card[] = {
#embed "../huntdb/Report/Templates/card.html.mustache"
    , 0};

static const char md_card[] = {
#embed "../huntdb/Report/Templates/card.md.mustache"
    , 0};

static const char html_code[] = {
#embed "../huntdb/Report/Templates/code.html.mustache"
    , 0};

static const char md_code[] = {
#embed "../huntdb/Report/Templates/code.md.mustache"
    , 0};

static const char html_commands[] = {
#embed "../huntdb/Report/Templates/commands.html.mustache"
    , 0};

static const char md_commands[] = {
#embed "../huntdb/Report/Templates/commands.md.mustache"
    , 0};

static const char html_facts[] = {
#embed "../huntdb/Report/Templates/facts.html.mustache"
    , 0};

static const char md_facts[] = {
#embed "../huntdb/Report/Templates/facts.md.mustache"
    , 0};

static const char html_heading[] = {
#embed "../huntdb/Report/Templates/heading.html.mustache"
    , 0};

static const char md_heading[] = {
#embed "../huntdb/Report/Templates/heading.md.mustache"
    , 0};

static const char html_list[] = {
#embed "../huntdb/Report/Templates/list.html.mustache"
    , 0};

static const char md_list[] = {
#embed "../huntdb/Report/Templates/list.md.mustache"
    , 0};

static const char html_page[] = {
#embed "../huntdb/Report/Templates/page.html.mustache"
    , 0};

static const char md_page[] = {
#embed "../huntdb/Report/Templates/page.md.mustache"
    , 0};

static const char html_paragraph[] = {
#embed "../huntdb/Report/Templates/paragraph.html.mustache"
    , 0};

static const char md_paragraph[] = {
#embed "../huntdb/Report/Templates/paragraph.md.mustache"
    , 0};

static const char html_picture[] = {
#embed "../huntdb/Report/Templates/picture.html.mustache"
    , 0};

static const char md_picture[] = {
#embed "../huntdb/Report/Templates/picture.md.mustache"
    , 0};

static const char html_raw[] = {
#embed "../huntdb/Report/Templates/raw.html.mustache"
    , 0};

static const char md_raw[] = {
#embed "../huntdb/Report/Templates/raw.md.mustache"
    , 0};

static const char html_table[] = {
#embed "../huntdb/Report/Templates/table.html.mustache"
    , 0};

static const char md_table[] = {
#embed "../huntdb/Report/Templates/table.md.mustache"
    , 0};

static const struct {
  const char *name;
  const char *text;
} templates[] = {
    {"html-card", html_card},
    {"html-code", html_code},
    {"html-commands", html_commands},
    {"html-facts", html_facts},
    {"html-heading", html_heading},
    {"html-list", html_list},
    {"html-page", html_page},
    {"html-paragraph", html_paragraph},
    {"html-picture", html_picture},
    {"html-raw", html_raw},
    {"html-table", html_table},
    {"md-card", md_card},
    {"md-code", md_code},
    {"md-commands", md_commands},
    {"md-facts", md_facts},
    {"md-heading", md_heading},
    {"md-list", md_list},
    {"md-page", md_page},
    {"md-paragraph", md_paragraph},
    {"md-picture", md_picture},
    {"md-raw", md_raw},
    {"md-table", md_table},
};

const int huntdb_report_template_count = sizeof templates / sizeof templates[0];

const char *huntdb_report_template_name(int index) {
  return index >= 0 && index < huntdb_report_template_count ? templates[index].name : NULL;
}

const char *huntdb_report_template_text(int index) {
  return index >= 0 && index < huntdb_report_template_count ? templates[index].text : NULL;
}

const char *huntdb_report_style(void) { return style; }
