#include "CSavedHunts.h"

#include <stddef.h>

// A new file in Sources/huntdb/SavedHunts takes two lines here: its text, and its name.

static const char accelerator_launches[] = {
#embed "../huntdb/SavedHunts/accelerator-launches.sql"
    , 0};

static const char failures_by_class[] = {
#embed "../huntdb/SavedHunts/failures-by-class.sql"
    , 0};

static const char launch_template_launches[] = {
#embed "../huntdb/SavedHunts/launch-template-launches.sql"
    , 0};

static const char new_regions[] = {
#embed "../huntdb/SavedHunts/new-regions.sql"
    , 0};

static const char principal_timeline[] = {
#embed "../huntdb/SavedHunts/principal-timeline.sql"
    , 0};

static const char top_launchers[] = {
#embed "../huntdb/SavedHunts/top-launchers.sql"
    , 0};

static const char unaccounted_instances[] = {
#embed "../huntdb/SavedHunts/unaccounted-instances.sql"
    , 0};

static const char week_over_week[] = {
#embed "../huntdb/SavedHunts/week-over-week.sql"
    , 0};

static const struct {
  const char *name;
  const char *text;
} hunts[] = {
    {"accelerator-launches", accelerator_launches},
    {"failures-by-class", failures_by_class},
    {"launch-template-launches", launch_template_launches},
    {"new-regions", new_regions},
    {"principal-timeline", principal_timeline},
    {"top-launchers", top_launchers},
    {"unaccounted-instances", unaccounted_instances},
    {"week-over-week", week_over_week},
};

const int huntdb_saved_hunt_count = sizeof hunts / sizeof hunts[0];

const char *huntdb_saved_hunt_name(int index) {
  return index >= 0 && index < huntdb_saved_hunt_count ? hunts[index].name : NULL;
}

const char *huntdb_saved_hunt_text(int index) {
  return index >= 0 && index < huntdb_saved_hunt_count ? hunts[index].text : NULL;
}
